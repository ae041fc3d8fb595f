using System.Net;
using Mosaic.Dashboard.Otlp.Listening;

namespace Mosaic.Dashboard.Otlp.Authentication;

internal sealed partial class ApiKeyCheck
{
    [LoggerMessage(1, LogLevel.Warning, "Telemetry sent to {Listener} from {Address} was refused: it does not name the API key")]
    private static partial void LogRefused(ILogger logger, ListenerKind listener, IPAddress? address);
}
