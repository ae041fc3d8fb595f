using System.Threading.Channels;

namespace Mosaic.HiveBackendStub.Console.Live;

/// <summary>One open page. It gets every frame in order or is cut off, to come back for a snapshot.</summary>
internal sealed class Viewer
{
    // A little over three seconds of them; the frames themselves are shared by all viewers.
    internal const int MostWaiting = 32;

    private readonly Channel<byte[]> _frames = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, SingleWriter = true });

    private readonly CancellationTokenSource _dropped = new();

    /// <summary>Cancelled when the viewer has fallen behind.</summary>
    internal CancellationToken Dropped => _dropped.Token;

    internal ChannelReader<byte[]> Frames => _frames.Reader;

    /// <summary>False when the viewer is too slow, which ends it.</summary>
    internal bool TrySend(byte[] frame)
    {
        if (_frames.Writer.TryWrite(frame)) return true;
        _dropped.Cancel();
        return false;
    }
}
