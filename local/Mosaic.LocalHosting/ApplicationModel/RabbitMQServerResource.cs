namespace Aspire.Hosting.ApplicationModel;

/// <summary>A RabbitMQ server.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="userName">Its user; null for <c>guest</c>.</param>
/// <param name="password">That user's password.</param>
public class RabbitMQServerResource(string name, ParameterResource? userName, ParameterResource password)
    : ContainerResource(name), IResourceWithConnectionString
{
    internal const string PrimaryEndpointName = "tcp";
    internal const string ManagementEndpointName = "management";
    internal const string DefaultUserName = "guest";

    /// <summary>The AMQP endpoint.</summary>
    public EndpointReference PrimaryEndpoint => new(this, PrimaryEndpointName);

    /// <summary>The management pages; there only after <c>WithManagementPlugin</c>.</summary>
    public EndpointReference ManagementEndpoint => new(this, ManagementEndpointName);

    /// <summary>The AMQP endpoint's host.</summary>
    public EndpointReferenceExpression Host => PrimaryEndpoint.Property(EndpointProperty.Host);

    /// <summary>The AMQP endpoint's port.</summary>
    public EndpointReferenceExpression Port => PrimaryEndpoint.Property(EndpointProperty.Port);

    /// <summary>Its user; null for <c>guest</c>.</summary>
    public ParameterResource? UserNameParameter { get; } = userName;

    /// <summary>That user's password.</summary>
    public ParameterResource PasswordParameter { get; } = password;

    /// <summary>The user's name.</summary>
    public ReferenceExpression UserNameReference => UserNameParameter is null
        ? ReferenceExpression.Create($"{DefaultUserName}")
        : ReferenceExpression.Create($"{UserNameParameter}");

    /// <summary><c>amqp://user:password@host:port</c>, user and password URI-encoded.</summary>
    public ReferenceExpression UriExpression => UserNameParameter is null
        ? ReferenceExpression.Create($"amqp://{DefaultUserName}:{PasswordParameter:uri}@{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}")
        : ReferenceExpression.Create($"amqp://{UserNameParameter:uri}:{PasswordParameter:uri}@{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}");

    /// <inheritdoc />
    public ReferenceExpression ConnectionStringExpression => UriExpression;

    /// <inheritdoc />
    public IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties()
    {
        yield return new("Host", ReferenceExpression.Create($"{Host}"));
        yield return new("Port", ReferenceExpression.Create($"{Port}"));
        yield return new("Username", UserNameReference);
        yield return new("Password", ReferenceExpression.Create($"{PasswordParameter}"));
        yield return new("Uri", UriExpression);
    }
}
