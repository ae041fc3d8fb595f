using System.Diagnostics;
using System.Diagnostics.Metrics;
using RabbitMQ.Client;

namespace Mosaic.Messaging;

/// <summary>
/// Spans and instruments of the message path, named by OpenTelemetry's semantic conventions for messaging
/// (https://opentelemetry.io/docs/specs/semconv/messaging/).
/// </summary>
public static class MessagingTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Mosaic.Messaging";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Sent =
        Meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Messages published, by their outcome.");

    private static readonly Counter<long> Consumed =
        Meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Messages delivered by RabbitMQ.");

    private static readonly Counter<long> Unreadable =
        Meter.CreateCounter<long>("mosaic.messaging.unreadable", "{message}", "Messages that were set aside because they cannot be read, by queue and kind.");

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("messaging.client.operation.duration", "s", "From publishing to RabbitMQ's confirmation.");

    private static readonly KeyValuePair<string, object?> RabbitMQ = new("messaging.system", "rabbitmq");

    // Queues that there is one of for each instance or partition: spans are named by what they have in common.
    private static readonly string[] Numbered = [$"{Topology.PartitionQueue(0)[..^1]}", Topology.InstanceQueue(""), Topology.RepliesQueue(""), Topology.ControlQueue("")];

    /// <summary>Starts the span of a delivery's processing as a child of the publisher's span; the caller stops it.</summary>
    /// <param name="queue">Where it was delivered.</param>
    /// <param name="properties">The delivery's.</param>
    /// <param name="together">The span of another delivery that is processed in the same go and has what that does as its children.</param>
    public static Activity? StartProcess(string queue, IReadOnlyBasicProperties properties, Activity? together = null)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        ActivityContext.TryParse(properties.Headers.Text(Fields.TraceParent), properties.Headers.Text(Fields.TraceState), isRemote: true, out var parent);
        Activity.Current = null;
        var template = TemplateOf(queue);
        var activity = Source.StartActivity(
            $"process {template}", ActivityKind.Consumer, parent, links: together is null ? null : [new ActivityLink(together.Context)]);
        activity?.SetTag(RabbitMQ.Key, RabbitMQ.Value)
            .SetTag("messaging.operation.name", "process")
            .SetTag("messaging.operation.type", "process")
            .SetTag("messaging.destination.name", queue)
            .SetTag("messaging.destination.template", template)
            .SetTag("messaging.message.id", properties.MessageId);
        return activity;
    }

    /// <summary>
    /// Starts the span of a publish and writes its context into the message's <c>traceparent</c>. The parent is the
    /// message's own <c>traceparent</c> if it has one, otherwise the current activity.
    /// </summary>
    internal static Activity? StartPublish(Message message, string exchange, string routingKey)
    {
        var current = Activity.Current;
        if (!Source.HasListeners())
        {
            PassOn(message, current);
            return null;
        }

        if (!ActivityContext.TryParse(message.GetString(Fields.TraceParent), message.GetString(Fields.TraceState), isRemote: true, out var parent))
        {
            parent = current?.Context ?? default;
        }

        var destination = exchange.Length == 0 ? routingKey : exchange;
        var activity = Source.StartActivity($"publish {TemplateOf(destination)}", ActivityKind.Producer, parent);
        Activity.Current = current;
        if (activity is null)
        {
            return null;
        }

        activity.SetTag(RabbitMQ.Key, RabbitMQ.Value)
            .SetTag("messaging.operation.name", "publish")
            .SetTag("messaging.operation.type", "send")
            .SetTag("messaging.destination.name", destination)
            .SetTag("messaging.rabbitmq.destination.routing_key", routingKey)
            .SetTag("messaging.message.id", message.Id);
        message[Fields.TraceParent] = activity.Id;
        message[Fields.TraceState] = activity.TraceStateString;
        return activity;
    }

    /// <summary>Records how a publish ended, and ends its span.</summary>
    /// <param name="activity">The span, if there is one.</param>
    /// <param name="startedAt">When the publisher took the message, as <see cref="Stopwatch.GetTimestamp"/>.</param>
    /// <param name="outcome">The outcome's name, in lower case.</param>
    /// <param name="isError">Whether it is an error of the span.</param>
    internal static void StopPublish(Activity? activity, long startedAt, string outcome, bool isError)
    {
        var result = new KeyValuePair<string, object?>("mosaic.publish.outcome", outcome);
        Sent.Add(1, RabbitMQ, result);
        Duration.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds, RabbitMQ);
        if (activity is null)
        {
            return;
        }

        activity.SetTag(result.Key, result.Value);
        if (isError)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }

        activity.Dispose();
    }

    internal static void RecordConsumed() => Consumed.Add(1, RabbitMQ);

    internal static void RecordUnreadable(string queue, string kind) => Unreadable.Add(
        1, RabbitMQ, new KeyValuePair<string, object?>("messaging.destination.template", TemplateOf(queue)), new KeyValuePair<string, object?>("mosaic.kind", kind));

    /// <summary>Nothing is recorded here, but a trace that others have begun goes on behind this hop.</summary>
    private static void PassOn(Message message, Activity? current)
    {
        // ASP.NET Core's activity of a request, which it makes without listeners too; one with a parent was asked for by the caller.
        if (current is { ParentId: not null, IdFormat: ActivityIdFormat.W3C } && message[Fields.TraceParent] is null)
        {
            message[Fields.TraceParent] = current.Id;
            message[Fields.TraceState] = current.TraceStateString;
        }
    }

    private static string TemplateOf(string destination) =>
        Array.Find(Numbered, prefix => destination.StartsWith(prefix, StringComparison.Ordinal))?.TrimEnd('.') ?? destination;
}
