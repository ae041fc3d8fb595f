namespace Mosaic.Dashboard.Otlp.Listening;

internal sealed partial class ListenerAnnouncement
{
    [LoggerMessage(1, LogLevel.Information, "Telemetry is received with the API key: OTLP/gRPC at {Grpc}, OTLP/HTTP at {Http}")]
    private static partial void LogWithKey(ILogger logger, Uri grpc, Uri http);

    [LoggerMessage(2, LogLevel.Information, "Telemetry is received from every program on this machine, without an API key: OTLP/gRPC at {Grpc}, OTLP/HTTP at {Http}")]
    private static partial void LogUnsecured(ILogger logger, Uri grpc, Uri http);
}
