using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Mosaic.Devices;

namespace Mosaic.DeviceSimulator.Reporting;

/// <summary>Logs why devices have no connection: each reason once, however many devices and tries there are.</summary>
internal sealed partial class Refusals(ILogger<Refusals> logger)
{
    private readonly ConcurrentDictionary<string, bool> _logged = new();
    private volatile string? _tokenFailure;
    private volatile string? _last;

    /// <summary>The newest reason; null when there was none.</summary>
    public string? Last => _last;

    /// <summary>The Hive Backend gave no token; the device's client reports it next, without the cause.</summary>
    public void TokenFailed(Exception exception) => _tokenFailure = exception.Message;

    /// <summary>A device has no connection.</summary>
    /// <param name="reason">The service's code and text, the HTTP status of the handshake, or what failed on this side.</param>
    /// <param name="final">Whether the device does not come back.</param>
    public void Add(CloseReason reason, bool final)
    {
        if (reason.ErrorCode == "token_unavailable" && _tokenFailure is { } failure)
        {
            reason = reason with { Detail = $"The Hive Backend gives none: {failure}" };
        }

        _last = reason.ToString();

        // Other texts may name the device, and would then be logged once for each.
        var text = reason.ErrorCode == "token_unavailable" ? reason.Detail : null;
        if (!_logged.TryAdd($"{final} {reason.ErrorCode} {reason.CloseCode} {reason.HttpStatus} {text}", true))
        {
            return;
        }

        if (final)
        {
            LogFinal(logger, _last);
        }
        else
        {
            LogRetried(logger, _last);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Devices have no connection and try again: {Reason}")]
    private static partial void LogRetried(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Error, "Devices have no connection and do not try again: {Reason}")]
    private static partial void LogFinal(ILogger logger, string reason);
}
