using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.Tests.Messaging;

/// <summary>What passes the rules can be published, wherever its data travels.</summary>
public sealed class AcceptedMessageTests
{
    private const uint FrameMax = 131_072; // RabbitMQ's default.

    private static readonly Guid Device = Guid.Parse("c0ffee00-1234-4abc-8def-0123456789ab");
    private static readonly Guid Session = Guid.Parse("5e551000-1234-4abc-8def-0123456789ab");

    [Property(MaxTest = 300, Arbitrary = [typeof(Senders)])]
    public bool Message_ThatTheRulesAccept_IsEncodedIntoOneFrameInBothPlacements(SentJson sent) =>
        IsRefusedOrFits(sent, DataPlacement.Body) & IsRefusedOrFits(sent, DataPlacement.Headers);

    [Theory]
    [InlineData("{\"type\":\"t\",\"data\":[*]}", "[]", 24_000)]
    [InlineData("{\"type\":\"t\",\"data\":[*]}", "[]", 20_000)]
    [InlineData("{\"type\":\"t\",\"data\":[*]}", "{}", 18_000)]
    [InlineData("{\"type\":\"t\",\"data\":[*]}", "1", 13_500)]
    [InlineData("{\"type\":\"t\",\"data\":[*]}", "\"\\u0000\"", 20_000)]
    [InlineData("{\"type\":\"t\",\"ext\":[*]}", "[]", 5_400)]
    [InlineData("{\"type\":\"t\",\"ext\":[*]}", "1", 8_000)]
    [InlineData("{\"type\":\"t\",\"ext\":[*],\"data\":[[],[]]}", "1", 8_000)]
    public void Message_AtTheEdge_IsRefusedOrFits(string json, string part, int times)
    {
        var sent = new SentJson(json.Replace("*", string.Join(',', Enumerable.Repeat(part, times)), StringComparison.Ordinal), ToDevice: false);

        Assert.True(IsRefusedOrFits(sent, DataPlacement.Body));
        Assert.True(IsRefusedOrFits(sent, DataPlacement.Headers));
    }

    [Theory]
    [InlineData("0000-01-01T00:00:00Z", null)]
    [InlineData("1969-12-31T23:59:59Z", null)]
    [InlineData("1990-12-31T23:59:60Z", 662_688_000L)]
    [InlineData("9999-12-31T23:59:59-23:59", 253_402_300_799L)]
    public void Timestamp_OfAnyTime_IsWithinItsTypeOrAbsent(string time, long? seconds)
    {
        var properties = Filled(new AwaitedMessage { Message = { [Fields.Time] = time } });

        Assert.Equal(seconds, properties.IsTimestampPresent() ? properties.Timestamp.UnixTime : null);
    }

    [Theory]
    [InlineData(Fields.Id)]
    [InlineData(Fields.RequestId)]
    [InlineData(Fields.Kind)]
    [InlineData(Fields.DataContentType)]
    public void ShortString_TooLong_IsNamed(string field)
    {
        var outgoing = new AwaitedMessage { Message = { [field] = new string('é', 128) } };
        Assert.Contains($"'{field}'", AmqpEncoding.Check(outgoing, Filled(outgoing), FrameMax)!.Detail, StringComparison.Ordinal);

        outgoing.Message[field] = new string('é', 127);
        Assert.Null(AmqpEncoding.Check(outgoing, Filled(outgoing), FrameMax));
    }

    [Fact]
    public void Headers_OverTheFrame_AreRefused()
    {
        var outgoing = new AwaitedMessage { Message = { ["x"] = new string('x', 10_000) } };

        Assert.Null(AmqpEncoding.Check(outgoing, Filled(outgoing), 0));
        Assert.Equal(MessageErrorCodes.FieldsTooLarge, AmqpEncoding.Check(outgoing, Filled(outgoing), 8192)?.Code);
    }

    private static bool IsRefusedOrFits(SentJson sent, DataPlacement placement)
    {
        var outgoing = new AwaitedMessage { Exchange = Topology.DeviceToHive, RoutingKey = "0", ReplyTo = new string('q', 120) };
        var message = outgoing.Message;
        var error = MessageReader.Read(Encoding.UTF8.GetBytes(sent.Json), message)
            ?? (sent.ToDevice ? MessageRules.CheckToDevice(message, Kinds.Event, Device) : MessageRules.CheckFromDevice(message, Device, Session))
            ?? placement.Place(message);
        if (error is not null)
        {
            return true;
        }

        // What the services add, at its longest.
        message[Fields.Kind] ??= Kinds.Confirmation;
        message[Fields.Id] ??= Guid.NewGuid().ToString();
        message[Fields.Source] ??= $"/devices/{Device}";
        foreach (var field in (string[])[Fields.Device, Fields.Session])
        {
            message[field] = Device.ToString();
        }

        foreach (var field in (string[])[Fields.ReceivedAt, Fields.Deadline])
        {
            message[field] = Rfc3339.Format(DateTimeOffset.UtcNow);
        }

        foreach (var field in (string[])[Fields.Late, Fields.Ack])
        {
            message[field] = true;
        }

        message[Fields.TraceParent] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        message[Fields.TraceState] ??= new string('s', 512);

        var properties = Filled(outgoing);
        Assert.Null(AmqpEncoding.Check(outgoing, properties, FrameMax));
        var encoded = new byte[FrameMax];
        Assert.InRange(((IAmqpWriteable)properties).WriteTo(encoded), 1, (int)FrameMax - 20);
        return true;
    }

    private static BasicProperties Filled(OutgoingMessage outgoing)
    {
        var properties = new BasicProperties();
        AmqpEncoding.Fill(properties, outgoing);
        return properties;
    }

    /// <summary>A message as a device or a caller sends it.</summary>
    public sealed record SentJson(string Json, bool ToDevice);

    /// <summary>Odd fields in odd numbers and sizes, so that many are near the limits and about half are accepted.</summary>
    public static class Senders
    {
        private static readonly string[] Texts = ["", "a", "é", "𝄞", "\\u0000", "\\ud83d\\ude00", "\\\"", "x/y"];

        public static Arbitrary<SentJson> Messages() => (
            from known in Gen.SubListOf(Fields.Id, Fields.RequestId, Fields.DataContentType, Fields.Subject, Fields.DataSchema, Fields.TraceState, Fields.Kind, Fields.Time)
            from values in Gen.CollectToList(known, name => KnownValue(name).Select(value => (name, value)))
            from count in Gen.Frequency((6, Gen.Choose(0, 5)), (2, Gen.Choose(0, 260)))
            from extensions in Gen.CollectToList(Enumerable.Range(0, count), number => Value.Select(value => ($"f{number}", value)))
            from data in Gen.OneOf(Gen.Constant(""), Value.Select(value => $",\"data\":{value}"), Gen.Choose(0, 60_000).Select(length => $",\"data_base64\":\"{new string('A', length / 4 * 4)}\""))
            from type in Gen.Elements("\"t\"", "\"t\"", "\"t\"", "null", "1")
            from toDevice in Gen.Elements(true, false)
            select new SentJson($"{{\"type\":{type}{string.Concat(values.Concat(extensions).Select(field => $",\"{field.Item1}\":{field.Item2}"))}{data}}}", toDevice)).ToArbitrary();

        private static Gen<string> KnownValue(string name) => name switch
        {
            Fields.Time => Gen.Elements("\"1990-12-31T23:59:60Z\"", "\"0000-01-01T00:00:00.5+23:59\"", "\"9999-12-31T23:59:59-23:59\"", "\"1969-01-01T00:00:00Z\""),
            Fields.Kind => Gen.Elements("\"event\"", "\"event\"", "\"confirmation\"", "null"),
            Fields.DataContentType => Gen.Choose(0, 140).Select(length => $"\"a/{new string('b', length)}\""),
            _ => Text(140),
        };

        private static Gen<string> Text(int most) =>
            from part in Gen.Elements(Texts)
            from times in Gen.Choose(1, most)
            select $"\"{string.Concat(Enumerable.Repeat(part, times))}\"";

        private static Gen<string> Value => Gen.OneOf(
            Text(200), Text(20_000), GeneratedJson.Value,
            from part in Gen.Elements("[]", "{}", "1", "null", "\"\"", "[[]]", "1.5", "true", "{\"\":[]}")
            from times in Gen.Frequency((3, Gen.Choose(1, 20)), (1, Gen.Choose(1, 26_000)))
            select $"[{string.Join(',', Enumerable.Repeat(part, times))}]");
    }
}
