using System.Net.WebSockets;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Mosaic.Devices;
using Mosaic.Tests.Messaging;

namespace Mosaic.Tests.Devices;

/// <summary>What is wrong with a message costs that message alone: the connection stays, and the next arrives.</summary>
public sealed class OddFramesTests : ConnectedClientTests
{
    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"kind":"event","id":"x","type":"t","subject":"\ud800"}""")]
    [InlineData("""{"kind":"event","id":"\udc00","type":"t"}""")]
    [InlineData("""{"kind":"event","id":"x","type":"t","\ud800":1}""")]
    [InlineData("""{"\ud800":1,"kind":"event","id":"x","type":"t"}""")]
    [InlineData("""{"kind":"\ud800"}""")]
    [InlineData("""{"kind":7}""")]
    [InlineData("""{"kind":"event","id":"x","type":"t","time":"\ud800"}""")]
    [InlineData("""{"kind":"event","id":"x","type":"t","data_base64":"*"}""")]
    [InlineData("""{"kind":"event","id":"x"}""")]
    [InlineData("""{"kind":"request","id":1,"type":"t"}""")]
    [InlineData("""{"kind":"ack"}""")]
    [InlineData("""{"kind":"ack","ids":[{"a":["b"]},1,null,"\ud800"]}""")]
    [InlineData("""{"kind":"ack","ids":{"a":1}}""")]
    [InlineData("""{"kind":"nack","id":["a"],"code":5,"retry":"perhaps"}""")]
    [InlineData("""{"kind":"nack","id":"\ud800","code":"x","retry":true}""")]
    [InlineData("""{"kind":"error","code":{"a":1},"detail":"\udfff"}""")]
    [InlineData("""{"kind":"goaway","reconnectafter":"soon"}""")]
    [InlineData("""{"kind":"welcome"}""")]
    [InlineData("""{"kind":"welcome","session":"x"}""")]
    [InlineData("""{"kind":"welcome","device":"0f8fad5b-d9cb-469f-a165-70867728950e","session":"0f8fad5b-d9cb-469f-a165-70867728950e","window":1e99,"maxmessagebytes":-1}""")]
    public async Task Frame_ThatCannotBeRead_IsSkipped(string frame)
    {
        await Connection.SendAsync(frame);
        await NextArrivesAsync();
    }

    [Fact]
    public async Task Frame_NestedTooDeep_IsSkipped()
    {
        var data = new string('[', 5_000) + new string(']', 5_000);
        await Connection.SendAsync($$"""{"kind":"event","id":"x","type":"t","data":{{data}}}""");
        await Connection.SendAsync($$"""{"kind":"ack","ids":{{data}}}""");
        await NextArrivesAsync();
    }

    [Fact]
    public async Task Frame_OverTheLimit_IsSkipped()
    {
        foreach (var size in (int[])[(1024 * 1024) - 50, 1024 * 1024, 1024 * 1024 + 1, 5 * 1024 * 1024])
        {
            await Connection.SendAsync($$"""{"kind":"event","id":"large","type":"t","data":"{{new string('x', size)}}"}""");
            await NextArrivesAsync();
        }
    }

    [Fact]
    public async Task Ack_WithAnIdThatIsNone_StillAcksTheOthers()
    {
        Task<SendResult>[] sending = [.. ((string[])["a", "b", "c"]).Select(id => Fixture.Client.SendEventAsync(new OutgoingEvent { Type = "t", Id = id }))];
        for (var sent = 0; sent < 3; sent++)
        {
            await Connection.ReadAsync();
        }

        await Connection.SendAsync($$"""{"kind":"ack","ids":["a",1,"\ud800",["x"],"b","{{new string('y', 2_000)}}",null,"c"]}""");

        Assert.All(await Task.WhenAll(sending).WaitAsync(Patience), result => Assert.True(result.Acked));
    }

    [Fact]
    public async Task Welcome_WithDurationsThatAreNotWhole_IsRead()
    {
        await Connection.SendAsync(
            """{"kind":"welcome","device":"0f8fad5b-d9cb-469f-a165-70867728950e","session":"1f8fad5b-d9cb-469f-a165-70867728950e","heartbeat":7.5,"window":9,"maxmessagebytes":1024}""");

        await Eventually.True(() => Fixture.Client.Session!.Window == 9, Patience);
        Assert.Equal(TimeSpan.FromSeconds(7.5), Fixture.Client.Session!.Heartbeat);
    }

    [Theory]
    [InlineData("""{"kind":"welcome","device":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("nonsense")]
    public async Task Frame_BeforeTheWelcomeThatCannotBeRead_IsTriedAgainFromTheStart(string frame)
    {
        await using var fixture = await ClientFixture.StartAsync(retryFirstConnect: true);
        var connecting = fixture.Client.ConnectAsync();
        var first = await fixture.Service.AcceptAsync();

        await first.SendAsync(frame);

        await fixture.Service.WelcomeAsync();
        await connecting.WaitAsync(Patience);
        Assert.Contains(fixture.Changes, change => change.Reason?.ErrorCode == "invalid_frame");
    }

    [Theory]
    [InlineData(4004, "too_many_sessions", DeviceClientState.Waiting)]
    [InlineData(4505, "device_blocked", DeviceClientState.Stopped)]
    public async Task Close_WithOrWithoutAnError_IsNamedAndAnsweredByItsCode(int code, string name, DeviceClientState next)
    {
        if (code == 4004)
        {
            await Connection.SendAsync(new { kind = "error", code = name, detail = "", retry = true, reconnectafter = 0.25 });
        }

        await Connection.CloseAsync(code);

        await Eventually.True(() => Fixture.Changes.Any(change => change.State == next), Patience);
        var change = Fixture.Changes.First(change => change.State == next);
        Assert.Equal((code, name), (change.Reason!.CloseCode, change.Reason.ErrorCode));
        Assert.Equal(code == 4004 ? TimeSpan.FromSeconds(0.25) : null, change.Reason.ReconnectAfter);
    }

    [Property(MaxTest = 300, Arbitrary = [typeof(Frames)])]
    public async Task Frames_OfAnyTextAndAnyBytes_NeverEndTheConnection(OddFrame frame)
    {
        await Connection.SendAsync(frame.Bytes, frame.IsText ? WebSocketMessageType.Text : WebSocketMessageType.Binary);
        await NextArrivesAsync();
    }

    private async Task NextArrivesAsync()
    {
        var id = Guid.NewGuid().ToString();
        await Connection.SendAsync(new { kind = "event", id, type = "t" });
        await Eventually.True(() => Events.Contains(id), Patience);
        Assert.Equal(1, Fixture.Service.Handshakes);
    }

    public sealed record OddFrame(byte[] Bytes, bool IsText)
    {
        public override string ToString() => $"{IsText} {Convert.ToHexString(Bytes)} {Encoding.UTF8.GetString(Bytes)}";
    }

    public static class Frames
    {
        // Names that mean something, with values of any type. A goaway that can be read ends the connection rightly.
        private static readonly Gen<string> Name = Gen.Elements("id", "type", "time", "deadline", "data", "data_base64", "source", "ids", "code", "detail", "retry",
            "reconnectafter", "device", "heartbeat", "expires", "traceparent", "tracestate", "requestid", "kind", "x1", "\\ud800", "\\u0069d");

        private static readonly Gen<string> Kind = Gen.Elements("event", "request", "ack", "nack", "error", "welcome", "authenticate", "later", "\\udc00");

        private static readonly Gen<string> Odd = Gen.OneOf(GeneratedJson.Value, Gen.Elements("\"\\ud800\"", "\"\\udc00x\"", "1e999", "-1e999", "99999999999999999999",
            "\"2026-13-01T00:00:00Z\"", "\"AQ=\"", "[[\"\\ud800\"]]", "{\"a\":1,\"a\":2}", "nul", "", "\"", "{", "]"));

        private static readonly Gen<OddFrame> Text = Gen.Zip(Kind, Gen.Zip(Name, Odd).ListOf())
            .Select(parts => $"{{\"kind\":\"{parts.Item1}\",{string.Join(',', parts.Item2.Take(8).Select(field => $"\"{field.Item1}\":{field.Item2}"))}}}")
            .Select(text => new OddFrame(Encoding.UTF8.GetBytes(text), true));

        // A text message that is no UTF-8 ends any WebSocket (RFC 6455, section 8.1).
        private static readonly Gen<OddFrame> Bytes = Gen.Choose(0, 255).Select(value => (byte)value).ListOf()
            .Select(bytes => new OddFrame([.. bytes], false));

        private static readonly Gen<OddFrame> Broken = Gen.Zip(Text, Gen.Zip(Gen.Choose(0, 10_000), Gen.Choose(0, 255))).Select(parts =>
        {
            byte[] bytes = [.. parts.Item1.Bytes];
            bytes[parts.Item2.Item1 % bytes.Length] = (byte)parts.Item2.Item2;
            return new OddFrame(bytes, false);
        });

        public static Arbitrary<OddFrame> All() => Gen.OneOf(Text, Bytes, Broken).ToArbitrary();
    }
}
