using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Mosaic.LocalHosting.Output;

/// <summary>What the engine has to say about a resource, beside what the resource says.</summary>
internal sealed class ResourceLogger(ResourceLoggerService logs, string resourceId) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        logs.Write(resourceId, formatter(state, exception), logLevel >= LogLevel.Error);
        if (exception is not null)
            logs.Write(resourceId, exception.ToString(), isError: true);
    }
}
