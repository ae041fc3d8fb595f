namespace Mosaic.Dashboard.Otlp.Listening;

/// <summary>What an address of the dashboard is for.</summary>
internal enum ListenerKind
{
    Pages,
    OtlpGrpc,
    OtlpHttp,
}
