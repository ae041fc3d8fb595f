using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Mosaic.LocalHosting.Output;

/// <summary>Sends what a part of the engine logs to the log of the resource it works for.</summary>
internal sealed class ResourceLogProvider(ResourceLoggerService logs, string resourceName) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => logs.GetLogger(resourceName);

    public void Dispose()
    {
    }
}
