using System.Text;
using Mosaic.WebSocketService.Protocol;

namespace Mosaic.Tests.WebSocketService.Protocol;

public sealed class FramesTests
{
    [Fact]
    public void Frames_AreWrittenAsTheProtocolShowsThem()
    {
        var id = Guid.Parse("c0ffee00-1234-4abc-8def-0123456789ab");

        Assert.Equal("""{"kind":"authenticate","protocol":"mosaic.v1","timeout":10}""", Text(Frames.Authenticate(TimeSpan.FromSeconds(10))));
        Assert.Equal(
            """{"kind":"welcome","device":"c0ffee00-1234-4abc-8def-0123456789ab","session":"00000000-0000-0000-0000-000000000000","heartbeat":30,"window":64,"maxmessagebytes":262144,"expires":"1970-01-01T00:00:00.0000000Z"}""",
            Text(Frames.Welcome(new Welcome(id, Guid.Empty, TimeSpan.FromSeconds(30), 64, 262_144, DateTimeOffset.UnixEpoch))));
        Assert.Equal("""{"kind":"ack","ids":["e-1","\"é\\"]}""", Text(Frames.Ack(["e-1", "\"é\\"])));
        Assert.Equal("""{"kind":"nack","id":"e-3","code":"missing_type","detail":"d","retry":false}""", Text(Frames.Refusal("e-3", "missing_type", "d", retry: false)));
        Assert.Equal("""{"kind":"error","code":"overloaded","detail":"d","retry":true}""", Text(Frames.Refusal(null, "overloaded", "d", retry: true)));
        Assert.Equal("""{"kind":"goaway","reason":"shutdown","reconnectafter":2.7}""", Text(Frames.GoAway("shutdown", TimeSpan.FromMilliseconds(2710))));
    }

    [Fact]
    public void Frame_FarOverItsFirstBuffer_IsWhole()
    {
        string[] ids = [.. Enumerable.Range(0, 5000).Select(number => $"id-{number}")];

        Assert.Equal($"{{\"kind\":\"ack\",\"ids\":[{string.Join(',', ids.Select(id => $"\"{id}\""))}]}}", Text(Frames.Ack(ids)));
    }

    [Fact]
    public void Frame_WhoseWritingFails_LeavesTheNextOneWhole()
    {
        Assert.Throws<InvalidOperationException>(() => FrameBuffer.Write(0, (json, _) =>
        {
            json.WriteStartObject();
            throw new InvalidOperationException();
        }));

        Assert.Equal("""{"kind":"ack","ids":[]}""", Text(Frames.Ack([])));
    }

    public static TheoryData<string, int, string?> ClosingTable => new()
    {
        { nameof(CloseReason.BinaryMessage), 1003, "binary_message" },
        { nameof(CloseReason.InvalidJson), 1007, "invalid_json" },
        { nameof(CloseReason.TooLarge), 1009, "too_large" },
        { nameof(CloseReason.InternalError), 1011, "internal_error" },
        { nameof(CloseReason.Shutdown), 1012, null },
        { nameof(CloseReason.ConnectionLimit), 1013, "overloaded" },
        { nameof(CloseReason.BrokerUnavailable), 1013, "overloaded" },
        { nameof(CloseReason.HeartbeatLost), 4000, "heartbeat_lost" },
        { nameof(CloseReason.SlowConsumer), 4001, "slow_consumer" },
        { nameof(CloseReason.SubscribeFailed), 4002, "subscribe_failed" },
        { nameof(CloseReason.AuthenticationTimeout), 4003, "authentication_timeout" },
        { nameof(CloseReason.ProtocolError), 4500, "protocol_error" },
        { nameof(CloseReason.InvalidToken), 4501, "invalid_token" },
        { nameof(CloseReason.TokenExpired), 4502, "token_expired" },
        { nameof(CloseReason.SessionReplaced), 4503, "session_replaced" },
        { nameof(CloseReason.DisconnectedByHive), 4504, "disconnected_by_hive" },
    };

    [Theory, MemberData(nameof(ClosingTable))]
    public void CloseReason_OfEachRow_HasItsCodes(string name, int code, string? error)
    {
        var reason = name switch
        {
            nameof(CloseReason.TooLarge) => CloseReason.TooLarge(1),
            nameof(CloseReason.ProtocolError) => CloseReason.ProtocolError("d"),
            nameof(CloseReason.InvalidToken) => CloseReason.InvalidToken("d"),
            _ => (CloseReason)typeof(CloseReason).GetField(name)!.GetValue(null)!,
        };

        Assert.Equal((code, error), (reason.Code, reason.Error));
        Assert.InRange(Encoding.UTF8.GetByteCount(reason.Error ?? reason.Detail), 1, 123); // RFC 6455, section 5.5.
        if (code >= 4000)
        {
            Assert.Equal(code < 4500, reason.Retry);
        }
    }

    private static string Text(Frame frame)
    {
        var text = Encoding.UTF8.GetString(frame.Bytes.Span);
        frame.Return();
        return text;
    }
}
