using System.Diagnostics;

namespace Mosaic.WebSocketService.Sessions;

/// <summary>A request that was sent to a device and awaits its confirmation.</summary>
/// <param name="ReplyTo">The queue of the Device Service instance that waits.</param>
/// <param name="Deadline">Until when it waits.</param>
/// <param name="Trace">The trace of the request, for a confirmation that brings none.</param>
internal sealed record OpenRequest(string ReplyTo, DateTimeOffset Deadline, ActivityContext Trace)
{
    public string ReplyTo { get; set; } = ReplyTo;
}
