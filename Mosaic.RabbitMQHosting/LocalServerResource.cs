using Aspire.Hosting.ApplicationModel;

namespace Mosaic.RabbitMQHosting;

/// <summary>
/// What runs in a RabbitMQ container's place. It shares the container's annotations, so that what refers to the container, waits for it
/// or adds to it means this.
/// </summary>
internal sealed class LocalServerResource(RabbitMQServerResource container) :
    ExecutableResource(container.Name, "/bin/sh", "/"), IResourceWithConnectionString
{
    public ReferenceExpression ConnectionStringExpression => container.ConnectionStringExpression;

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
        ((IResourceWithConnectionString)container).GetConnectionProperties();

    public override ResourceAnnotationCollection Annotations => container.Annotations;
}
