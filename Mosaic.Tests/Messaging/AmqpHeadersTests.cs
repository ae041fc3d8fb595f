using System.Buffers;
using System.Text.Json;
using FsCheck.Xunit;
using Mosaic.DeviceService.DeadLetters;
using Mosaic.DeviceService.Durable;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.Tests.Messaging;

public sealed class AmqpHeadersTests
{
    private static readonly Dictionary<string, object?> Headers = new()
    {
        ["text"] = "é"u8.ToArray(),
        ["broken"] = new byte[] { 0xC3 },
        ["long"] = -5L,
        ["byte"] = (byte)5,
        ["uint"] = uint.MaxValue,
        ["double"] = 1e300,
        ["timestamp"] = new AmqpTimestamp(5),
        ["uuid"] = "0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f"u8.ToArray(),
        ["signed"] = "+198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f"u8.ToArray(),
        ["time"] = "2026-11-22T16:41:00Z"u8.ToArray(),
        ["table"] = new Dictionary<string, object?>(),
        ["void"] = null,
    };

    [Fact]
    public void Value_OfItsType_IsRead()
    {
        Assert.Equal("é", Headers.Text("text"));
        Assert.Equal([-5L, 5L, uint.MaxValue], [Headers.Int64("long"), Headers.Int64("byte"), Headers.Int64("uint")]);
        Assert.Equal(Guid.Parse("0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f"), Headers.Uuid("uuid"));
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 16, 41, 0, TimeSpan.Zero), Headers.Time("time"));
    }

    [Fact]
    public void Value_MissingOrOfAnotherType_IsNull()
    {
        foreach (var name in (string[])["broken", "long", "double", "timestamp", "table", "void", "missing"])
        {
            Assert.Null(Headers.Text(name));
        }

        foreach (var name in (string[])["text", "double", "timestamp", "table", "void", "missing"])
        {
            Assert.Null(Headers.Int64(name));
        }

        foreach (var name in (string[])["text", "signed", "long", "table", "void", "missing"])
        {
            Assert.Null(Headers.Uuid(name));
        }

        foreach (var name in (string[])["text", "timestamp", "long", "table", "void", "missing"])
        {
            Assert.Null(Headers.Time(name));
        }

        Assert.Null(((IDictionary<string, object?>?)null).Text("text"));
    }

    [Property(MaxTest = 3000, Arbitrary = [typeof(OddAmqp)])]
    public void Readers_OfAnyAmqpValues_DoNotThrow(OddProperties odd)
    {
        var properties = odd.Properties;
        foreach (var name in properties.Headers!.Keys)
        {
            _ = (properties.Headers.Text(name), properties.Headers.Int64(name), properties.Headers.Uuid(name), properties.Headers.Time(name), properties.Headers.Epoch());
        }

        // Everything that reads what RabbitMQ delivers.
        ControlKinds.IsUnreadable(properties);
        SessionAnnouncement.Read(properties);
        InstanceLife.Read(properties);
        InstanceLoss.Read(properties);
        ConfirmationTaken.Read(properties);
        DurableAnswer.IsMarked(properties);
        MessagingTelemetry.StartProcess("queue", properties)?.Dispose();
        DeviceConfirmation.TryRead(properties, odd.Body, out _, out _);
        JournalEntry.Read(new Delivery(properties, odd.Body, "", false, default));
        new DeadLetter(properties, odd.Body).ToUtf8();
        DeviceFlow.Read(properties);
        StoredMessage.CopyTo(properties, odd.Body, new Message());
        Write(odd);
    }

    // Here an exception says that the message has no JSON form; these two are the ones that its callers take for that.
    private static void Write(OddProperties odd)
    {
        using var writer = new Utf8JsonWriter(new ArrayBufferWriter<byte>(), AmqpJson.WriterOptions);
        try
        {
            MessageWriter.Write(writer, odd.Properties, odd.Body);
        }
        catch (Exception e) when (e is AmqpMappingException or JsonException)
        {
        }
    }
}
