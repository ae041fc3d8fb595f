using System.ComponentModel.DataAnnotations;

namespace Mosaic.Dashboard.Otlp;

/// <summary>How telemetry is received: section <c>Dashboard:Otlp</c>.</summary>
internal sealed class OtlpOptions
{
    public const string Section = "Dashboard:Otlp";

    /// <summary>Where Aspire's variables of the same name put the addresses; they win over the section.</summary>
    public const string GrpcEndpointVariable = "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL";

    public const string HttpEndpointVariable = "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL";

    /// <summary>When not given: <see cref="OtlpAuthMode.ApiKey"/> if there is a key, otherwise <see cref="OtlpAuthMode.Unsecured"/>.</summary>
    public OtlpAuthMode? AuthMode { get; set; }

    /// <summary>What senders put into the header <c>x-otlp-api-key</c>.</summary>
    public string? PrimaryApiKey { get; set; }

    /// <summary>Where OTLP/gRPC is received, HTTP/2 without TLS unless the address is https.</summary>
    public string GrpcEndpointUrl { get; set; } = "http://localhost:18889";

    /// <summary>Where OTLP/HTTP is received.</summary>
    public string HttpEndpointUrl { get; set; } = "http://localhost:18890";

    /// <summary>The size of a request at most, unpacked: 1 KiB to 64 MiB. The default is gRPC's own.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxRequestBytes { get; set; } = 4 * 1024 * 1024;

    internal OtlpAuthMode EffectiveAuthMode =>
        AuthMode ?? (string.IsNullOrEmpty(PrimaryApiKey) ? OtlpAuthMode.Unsecured : OtlpAuthMode.ApiKey);
}
