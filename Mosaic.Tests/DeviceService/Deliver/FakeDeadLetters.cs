using System.Collections.Concurrent;
using System.Text;
using Mosaic.DeviceService.DeadLetters;
using RabbitMQ.Client;

namespace Mosaic.Tests.DeviceService.Deliver;

internal sealed class FakeDeadLetters : IDeadLetterWriter
{
    internal ConcurrentQueue<(string Body, DeadLetterCause Cause)> Written { get; } = new();

    /// <summary>Whether RabbitMQ confirms them.</summary>
    internal bool Stores { get; set; } = true;

    public Task<bool> WriteAsync(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, DeadLetterCause cause, CancellationToken channelClosed)
    {
        Written.Enqueue((Encoding.UTF8.GetString(body.Span), cause));
        return Task.FromResult(Stores);
    }
}
