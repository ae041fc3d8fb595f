namespace Mosaic.Dashboard.Resources;

/// <summary>Ends what was subscribed to when disposed.</summary>
internal sealed class Subscription(Action end) : IDisposable
{
    public void Dispose() => end();
}
