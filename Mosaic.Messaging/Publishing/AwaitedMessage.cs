namespace Mosaic.Messaging;

/// <summary>A message whose publisher awaits the outcome.</summary>
public sealed class AwaitedMessage : OutgoingMessage
{
    private readonly TaskCompletionSource<PublishOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The outcome; never faults.</summary>
    public Task<PublishOutcome> Outcome => _outcome.Task;

    /// <inheritdoc/>
    protected internal override void Completed(PublishOutcome outcome) => _outcome.TrySetResult(outcome);
}
