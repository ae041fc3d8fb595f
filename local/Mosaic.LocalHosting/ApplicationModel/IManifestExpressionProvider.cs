namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something a manifest can refer to.</summary>
public interface IManifestExpressionProvider
{
    /// <summary>The reference, as in <c>{messaging.connectionString}</c>.</summary>
    public string ValueExpression { get; }
}
