namespace Mosaic.Dashboard.Resources;

/// <summary>Where the engine that runs the application answers; empty where the dashboard runs on its own.</summary>
internal sealed class ResourceServiceOptions
{
    public const string AddressKey = "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL";
    public const string ApiKeyKey = "Dashboard:ResourceServiceClient:ApiKey";
    public const string ApiKeyHeader = "x-resource-service-api-key";

    public Uri? Address { get; set; }

    public string? ApiKey { get; set; }
}
