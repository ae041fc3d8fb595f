using System.Collections.Concurrent;
using Mosaic.Messaging;

namespace Mosaic.Tests.Messaging;

/// <summary>A message that notes its outcome, and in which order outcomes came.</summary>
internal sealed class NotedMessage(int number, ConcurrentQueue<(int Number, PublishOutcome Outcome)> outcomes) : OutgoingMessage
{
    public int Number => number;

    protected internal override void Completed(PublishOutcome outcome) => outcomes.Enqueue((number, outcome));
}
