namespace Aspire.Hosting.ApplicationModel;

/// <summary>A connection string handed to the application from outside.</summary>
internal sealed class ConnectionStringParameterResource : ParameterResource, IResourceWithConnectionString
{
    public ConnectionStringParameterResource(string name, Func<ParameterDefault?, string> callback, string? environmentVariable)
        : base(name, callback, secret: true)
    {
        IsConnectionString = true;
        ConnectionStringEnvironmentVariable = environmentVariable;
    }

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{this}");

    public string? ConnectionStringEnvironmentVariable { get; }

    // Its users refer to what it stands for, as they would to the connection string of a container.
    string IManifestExpressionProvider.ValueExpression => $"{{{Name}.connectionString}}";
}
