using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Mosaic.ServiceDefaults.Logging;

/// <summary>
/// Writes an entry as one line, its exception included. Devices and callers choose parts of what is logged: the framework's formatter of this
/// name lets them write to the terminal and begin lines.
/// </summary>
internal sealed class LineFormatter(IOptionsMonitor<ConsoleFormatterOptions> options) : ConsoleFormatter(ConsoleFormatterNames.Simple)
{
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var line = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ} {NameOf(logEntry.LogLevel)}: {logEntry.Category}[{logEntry.EventId.Id}]");
        if (options.CurrentValue.IncludeScopes)
        {
            scopeProvider?.ForEachScope(static (scope, line) => line.Append(CultureInfo.InvariantCulture, $" => {scope}"), line);
        }

        line.Append(' ').Append(logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } exception)
        {
            line.Append(' ').Append(exception);
        }

        textWriter.WriteLine(ControlCharacters.Escape(line.ToString()));
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
