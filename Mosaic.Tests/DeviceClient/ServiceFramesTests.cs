using System.Net.WebSockets;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Mosaic.Messaging;
using Mosaic.Tests.Messaging;
using Mosaic.WebSocketService.Protocol;
using RabbitMQ.Client;
using ServiceMessageWriter = Mosaic.Messaging.MessageWriter;

namespace Mosaic.Tests.Devices;

/// <summary>What the WebSocket Service writes, whatever its options are, the client library reads.</summary>
public sealed class ServiceFramesTests : ConnectedClientTests
{
    [Property(MaxTest = 200, Arbitrary = [typeof(Welcomes)])]
    public async Task Welcome_OfAnyOptions_IsRead(ServiceWelcome said)
    {
        var welcome = new Welcome(Connection.Device, Guid.NewGuid(), said.Heartbeat, said.Window, said.MaxMessageBytes, said.Expires);

        await SendAsync(Frames.Welcome(welcome));

        await Eventually.True(() => Fixture.Client.Session!.Session == welcome.Session, Patience);
        var read = Fixture.Client.Session!;
        Assert.Equal((said.Window, said.MaxMessageBytes, said.Expires), (read.Window, read.MaxMessageBytes, read.Expires));
        Assert.InRange((read.Heartbeat - said.Heartbeat).Duration(), TimeSpan.Zero, TimeSpan.FromMicroseconds(1)); // A number of seconds.
    }

    [Property(MaxTest = 200, Arbitrary = [typeof(AcceptedMessageTests.Senders)])]
    public async Task Event_ThatACallerMaySend_IsRead(AcceptedMessageTests.SentJson sent)
    {
        foreach (var placement in Enum.GetValues<DataPlacement>())
        {
            if (FrameOf(sent.Json, placement, out var id) is { } frame)
            {
                await SendAsync(frame);
                await Eventually.True(() => Events.Contains(id), Patience);
            }
        }
    }

    // As the Device Service publishes it and the WebSocket Service passes it on; null when it is refused.
    private static Frame? FrameOf(string json, DataPlacement placement, out string id)
    {
        var outgoing = new AwaitedMessage();
        var message = outgoing.Message;
        id = Guid.NewGuid().ToString();
        if (MessageReader.Read(Encoding.UTF8.GetBytes(json), message) is not null
            || MessageRules.CheckToDevice(message, Kinds.Event, Guid.NewGuid()) is not null
            || placement.Place(message) is not null)
        {
            return null;
        }

        message[Fields.Kind] = Kinds.Event;
        message[Fields.Id] = id;
        var properties = new BasicProperties();
        AmqpEncoding.Fill(properties, outgoing);
        return FrameBuffer.Write((properties, message), static (writer, sent) => ServiceMessageWriter.Write(writer, sent.properties, sent.message.Data.Span));
    }

    private async Task SendAsync(Frame frame)
    {
        await Connection.SendAsync(frame.Bytes, WebSocketMessageType.Text);
        frame.Return();
    }

    /// <summary>A welcome with values from the ranges of the section <c>Connections</c>, their ends included, and any time for the token's end.</summary>
    public sealed record ServiceWelcome(TimeSpan Heartbeat, int Window, int MaxMessageBytes, DateTimeOffset Expires);

    public static class Welcomes
    {
        public static Arbitrary<ServiceWelcome> All() => (
            from heartbeat in Gen.OneOf(Gen.Elements(10_000_000L, 15_000_001L, 6_000_000_000L), Gen.Choose(10_000_000, int.MaxValue).Select(ticks => (long)ticks))
            from window in Gen.OneOf(Gen.Elements(1, 10_000), Gen.Choose(1, 10_000))
            from bytes in Gen.OneOf(Gen.Elements(1024, 16 * 1024 * 1024), Gen.Choose(1024, 16 * 1024 * 1024))
            from expires in Gen.OneOf(Gen.Constant(253_402_300_799L), Gen.Choose(int.MaxValue - 100_000_000, int.MaxValue).Select(seconds => (long)seconds))
            select new ServiceWelcome(TimeSpan.FromTicks(heartbeat), window, bytes, DateTimeOffset.FromUnixTimeSeconds(expires))).ToArbitrary();
    }
}
