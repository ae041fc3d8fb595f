namespace Mosaic.Dashboard.Otlp;

/// <summary>Who may send telemetry; the names are those of Aspire's dashboard.</summary>
internal enum OtlpAuthMode
{
    /// <summary>Who names the API key.</summary>
    ApiKey,

    /// <summary>Every program on this machine.</summary>
    Unsecured,
}
