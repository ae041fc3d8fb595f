using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Mosaic.WebSocketService.Sessions;

/// <summary>
/// The ids of a session's messages that were published, so that a repeat is not published twice. An id that is not confirmed is never forgotten: there are no
/// more of those than the session's window, and at least twice as many are remembered. A device may repeat what was not acked; 1,024 are sixteen default windows.
/// </summary>
internal sealed class RecentIds(int window)
{
    private const int LeastCapacity = 1024;

    private readonly Lock _lock = new();
    private readonly RecentRing<bool> _confirmed = new(Math.Max(LeastCapacity, 2 * window), isConfirmed => isConfirmed);

    /// <summary>The key of an id: the first 128 bits of its SHA-256, so that its length costs nothing and no device can make two ids that collide.</summary>
    public static UInt128 KeyOf(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(id.AsSpan()), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    /// <summary>Notes an id that is about to be published.</summary>
    /// <returns>Null when it is new; otherwise whether it was confirmed already.</returns>
    public bool? Add(UInt128 key)
    {
        lock (_lock)
        {
            if (_confirmed.TryGet(key, out var confirmed))
            {
                return confirmed;
            }

            _confirmed.Set(key, false);
            return null;
        }
    }

    /// <summary>RabbitMQ has confirmed it.</summary>
    public void Confirm(UInt128 key)
    {
        lock (_lock)
        {
            if (_confirmed.TryGet(key, out _))
            {
                _confirmed.Set(key, true);
            }
        }
    }

    /// <summary>It was not published after all; the device may send it again.</summary>
    public void Forget(UInt128 key)
    {
        lock (_lock)
        {
            _confirmed.Remove(key);
        }
    }
}
