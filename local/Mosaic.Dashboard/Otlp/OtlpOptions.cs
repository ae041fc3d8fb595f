using System.ComponentModel.DataAnnotations;
using Mosaic.Settings;

namespace Mosaic.Dashboard.Otlp;

/// <summary>How telemetry is received: section <c>Dashboard:Otlp</c>.</summary>
internal sealed class OtlpOptions
{
    public const string Section = "Dashboard:Otlp";

    /// <summary>Where Aspire's variables of the same name put the addresses; they win over the section.</summary>
    public const string GrpcEndpointVariable = "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL";

    public const string HttpEndpointVariable = "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL";

    /// <summary>Whether senders have to show the key. Without one, only this machine may send.</summary>
    [Default("`ApiKey` if there is a key, else `Unsecured`")]
    public OtlpAuthMode? AuthMode { get; set; }

    /// <summary>What senders put into the header <c>x-otlp-api-key</c>.</summary>
    [Secret]
    public string? PrimaryApiKey { get; set; }

    /// <summary>Where OTLP/gRPC is received, HTTP/2 without TLS unless the address is https. <c>ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL</c> goes first.</summary>
    [Required, RegularExpression("^https?://.+$", ErrorMessage = "an http or https address")]
    public string GrpcEndpointUrl { get; set; } = "http://localhost:18889";

    /// <summary>Where OTLP/HTTP is received. <c>ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL</c> goes first.</summary>
    [Required, RegularExpression("^https?://.+$", ErrorMessage = "an http or https address")]
    public string HttpEndpointUrl { get; set; } = "http://localhost:18890";

    /// <summary>The size of a request at most, unpacked. The default is gRPC's own.</summary>
    [Range(1024, 64 * 1024 * 1024), Unit("bytes")]
    public int MaxRequestBytes { get; set; } = 4 * 1024 * 1024;

    internal OtlpAuthMode EffectiveAuthMode =>
        AuthMode ?? (string.IsNullOrEmpty(PrimaryApiKey) ? OtlpAuthMode.Unsecured : OtlpAuthMode.ApiKey);
}
