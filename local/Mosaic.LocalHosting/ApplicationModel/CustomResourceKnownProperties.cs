namespace Aspire.Hosting.ApplicationModel;

/// <summary>Names of a snapshot's properties.</summary>
public static class CustomResourceKnownProperties
{
    /// <summary>Where the resource comes from.</summary>
    public static string Source { get; } = "resource.source";

    /// <summary>How to connect to it.</summary>
    public static string ConnectionString { get; } = "resource.connectionString";
}
