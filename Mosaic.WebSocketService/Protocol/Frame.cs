using System.Buffers;

namespace Mosaic.WebSocketService.Protocol;

/// <summary>A text frame to a device: UTF-8 JSON in an array of the shared pool. Whoever holds it last gives it back.</summary>
internal readonly struct Frame(byte[] rented, int length, bool isAnswer = false)
{
    /// <summary>Whether it refuses a message, whose place in the device's window is free when the frame has been sent: a device that is refused much is slowed by it.</summary>
    public bool IsAnswer => isAnswer;

    /// <summary>The same frame as the answer to a message.</summary>
    public Frame AsAnswer() => new(rented, length, isAnswer: true);

    public ReadOnlyMemory<byte> Bytes => rented.AsMemory(0, length);

    public int Length => length;

    public void Return() => ArrayPool<byte>.Shared.Return(rented);
}
