namespace Mosaic.WebSocketService.Connections;

/// <summary>When bytes last came from the device. Pongs are bytes too, and the WebSocket itself does not show them.</summary>
internal sealed class Liveness(TimeProvider time)
{
    private long _last = time.GetTimestamp();

    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref _last));

    public void Touch() => Volatile.Write(ref _last, time.GetTimestamp());
}
