using System.Diagnostics;

namespace Mosaic.Devices;

/// <summary>Activities as OpenTelemetry's messaging conventions name them.</summary>
internal static class DeviceTelemetry
{
    public const string SourceName = "Mosaic.DeviceClient";

    private static readonly ActivitySource Source = new(SourceName);

    /// <returns>The activity from sending an event to its ack, which is the current one's child; null when nobody listens.</returns>
    public static Activity? StartSending(OutgoingEvent message, string? id)
    {
        var activity = Source.StartActivity("send event", ActivityKind.Producer);
        activity?.SetTag("messaging.system", "mosaic");
        activity?.SetTag("messaging.operation.name", "send");
        activity?.SetTag("messaging.operation.type", "send");
        activity?.SetTag("messaging.message.id", id);
        activity?.SetTag("cloudevents.event_type", message.Type);
        return activity;
    }

    /// <returns>The activity a handler runs in; null when nobody listens or the message has no trace context.</returns>
    public static Activity? StartHandling(string name, DeviceMessage message)
    {
        if (message.TraceParent is null
            || !ActivityContext.TryParse(message.TraceParent, message.TraceState, isRemote: true, out var parent))
        {
            return null;
        }

        var activity = Source.StartActivity(name, ActivityKind.Consumer, parent);
        activity?.SetTag("messaging.system", "mosaic");
        activity?.SetTag("messaging.operation.name", "process");
        activity?.SetTag("messaging.operation.type", "process");
        activity?.SetTag("messaging.message.id", message.Id);
        activity?.SetTag("cloudevents.event_type", message.Type);
        return activity;
    }
}
