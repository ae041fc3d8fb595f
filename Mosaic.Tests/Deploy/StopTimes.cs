using Microsoft.Extensions.Hosting;
using Mosaic.WebSocketService.Connections;

namespace Mosaic.Tests.Deploy;

/// <summary>How long a service takes to stop at most, with its defaults: docs/operations.md, Stopping.</summary>
internal static class StopTimes
{
    // What publishers have to finish, after the drain.
    private static readonly TimeSpan Publishing = TimeSpan.FromSeconds(5);

    internal static TimeSpan Of(string service) => service switch
    {
        "websocket-service" => Drain(new ConnectionOptions()) + Publishing,
        _ => new HostOptions().ShutdownTimeout,
    };

    private static TimeSpan Drain(ConnectionOptions options) => options.DrainTimeout + (options.CloseTimeout * 2);
}
