using System.Collections.Immutable;

namespace Mosaic.Dashboard.Telemetry;

/// <summary>
/// Tells subscribers that a store has changed, once for each request that changed it, on the thread of that request:
/// a subscriber only notes it, and reads later and less often.
/// </summary>
internal sealed partial class ChangeSignal(ILogger logger)
{
    private ImmutableList<Action> _subscribers = [];

    /// <returns>Ends the subscription when disposed of; a call already under way may still come.</returns>
    internal IDisposable Subscribe(Action onChange)
    {
        ImmutableInterlocked.Update(ref _subscribers, list => list.Add(onChange));
        return new Subscription(this, onChange);
    }

    /// <summary>A subscriber that throws is logged and does not keep the others, or the sender, from anything.</summary>
    internal void Raise()
    {
        foreach (var subscriber in Volatile.Read(ref _subscribers))
        {
            try
            {
                subscriber();
            }
#pragma warning disable CA1031 // A page's failure must not fail the program that sends telemetry.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogSubscriberFailed(logger, exception);
            }
        }
    }

    private sealed class Subscription(ChangeSignal signal, Action onChange) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref signal._subscribers, list => list.Remove(onChange));
    }
}
