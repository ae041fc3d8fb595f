using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.Tests.Messaging;

public sealed class MessageReaderTests
{
    [Theory]
    [InlineData("{\"data\":1}", "1")]
    [InlineData(" {\t\"data\" : \n { \"a\" :  [ 1 , 2 ] }\r\n , \"type\" : \"t\" } ", "{ \"a\" :  [ 1 , 2 ] }")]
    [InlineData("{\"data\":\"\\u00e9\\/\\ud834\\udd1e\"}", "\"\\u00e9\\/\\ud834\\udd1e\"")]
    [InlineData("{\"data\":1.000E+05,\"x\":1}", "1.000E+05")]
    [InlineData("{\"data\":1e400}", "1e400")]
    [InlineData("{\"data\":{\"a\":1,\"a\":2}}", "{\"a\":1,\"a\":2}")]
    [InlineData("{\"data\":\"\\ud800\"}", "\"\\ud800\"")]
    [InlineData("{\"data\":null}", "null")]
    [InlineData("{\"data\":[]}", "[]")]
    [InlineData("{\"d\\u0061ta\": {} }", "{}")]
    [InlineData("{\"type\":\"t\"}", "")]
    public void Data_HoweverWritten_IsKeptByteForByte(string json, string data)
    {
        var (message, error) = Read(json);

        Assert.Null(error);
        Assert.Equal(data, Encoding.UTF8.GetString(message.Data.Span));
        Assert.DoesNotContain("data", message.Headers.Keys);
    }

    [Fact]
    public void Fields_OfEveryKind_BecomeHeaders()
    {
        var (message, error) = Read("""{"kind":"event","type":"t","i\u0064":"e\u002d1","ext":[1,{"a":null}],"n":2.5,"nothing":null}""");

        Assert.Null(error);
        Assert.Equal("event", message.Kind);
        Assert.Equal("t", message.Type);
        Assert.Equal("e-1", message.Id);
        Assert.Equal(2.5, message["n"]);
        Assert.True(message.Headers.ContainsKey("nothing"));
        Assert.Null(message["nothing"]);
        Assert.Equal(new List<object?> { 1L, new Dictionary<string, object?> { ["a"] = null } }, message["ext"]);
    }

    [Theory]
    [InlineData("{\"id\":\"e-1\",\"a\":1,\"a\":2}", MessageErrorCodes.RepeatedField, "'a'")]
    [InlineData("{\"a\":1,\"\\u0061\":2,\"id\":\"e-1\"}", MessageErrorCodes.RepeatedField, "'a'")]
    [InlineData("{\"data\":1,\"id\":\"e-1\",\"data\":1}", MessageErrorCodes.RepeatedField, "'data'")]
    [InlineData("{\"data\":1,\"d\\u0061ta\":1,\"id\":\"e-1\"}", MessageErrorCodes.RepeatedField, "'data'")]
    [InlineData("{\"Type\":1,\"id\":\"e-1\"}", MessageErrorCodes.InvalidName, "name")]
    [InlineData("{\"\":1,\"id\":\"e-1\"}", MessageErrorCodes.InvalidName, "name")]
    [InlineData("{\"x-y\":1,\"id\":\"e-1\"}", MessageErrorCodes.InvalidName, "name")]
    [InlineData("{\"é\":1,\"id\":\"e-1\"}", MessageErrorCodes.InvalidName, "name")]
    [InlineData("{\"a b\":{\"deep\":[1]},\"id\":\"e-1\"}", MessageErrorCodes.InvalidName, "name")]
    [InlineData("{\"\\ud800\":1,\"id\":\"e-1\"}", MessageErrorCodes.InvalidName, "name")]
    [InlineData("{\"n\":1e999,\"id\":\"e-1\"}", MessageErrorCodes.InvalidNumber, "'n'")]
    [InlineData("{\"s\":\"\\ud800\",\"id\":\"e-1\"}", MessageErrorCodes.InvalidField, "'s'")]
    [InlineData("{\"o\":{\"a\":1,\"a\":1},\"id\":\"e-1\"}", MessageErrorCodes.RepeatedField, "'o'")]
    public void Fields_ThatAreWrong_AreNamedAndTheIdIsRead(string json, string code, string named)
    {
        var (message, error) = Read(json);

        Assert.Equal(code, error?.Code);
        Assert.Contains(named, error!.Detail, StringComparison.Ordinal);
        Assert.Equal("e-1", message.Id);
    }

    [Fact]
    public void Errors_Several_TheFirstIsTold() => Assert.Equal(MessageErrorCodes.InvalidNumber, Read("{\"n\":1e999,\"A\":1,\"n\":1}").Error?.Code);

    [Theory]
    [InlineData(255, null)]
    [InlineData(256, MessageErrorCodes.InvalidName)]
    public void Name_OfManyBytes_IsReadUpTo255(int length, string? code) => Assert.Equal(code, Read($"{{\"{new string('a', length)}\":1}}").Error?.Code);

    [Fact]
    public void Fields_TogetherOverTheLimit_AreRefusedAndTheIdIsRead()
    {
        var half = new string('x', MessageLimits.MaxFieldsBytes / 2);
        var (message, error) = Read($"{{\"id\":\"e-1\",\"a\":\"{half}\",\"b\":\"{half}\"}}");

        Assert.Equal(MessageErrorCodes.FieldsTooLarge, error?.Code);
        Assert.Equal("e-1", message.Id);
    }

    [Theory]
    [InlineData(256, null)]
    [InlineData(257, MessageErrorCodes.FieldsTooLarge)]
    [InlineData(20_000, MessageErrorCodes.FieldsTooLarge)]
    public void Fields_Many_AreReadUpTo256(int count, string? code)
    {
        var (message, error) = Read($"{{{string.Join(',', Enumerable.Range(0, count).Select(number => $"\"f{number}\":1"))}}}");

        Assert.Equal(code, error?.Code);
        Assert.InRange(message.Headers.Count, 1, 256);
    }

    [Theory]
    [InlineData("[[],[],[]", ",[]", "]")]
    [InlineData("{\"a0\":1", ",\"a\":1", "}")]
    [InlineData("\"x", "xxxx", "\"")]
    public void Field_OverTheBudget_IsNotKeptAndTheIdAndKindBehindItAre(string start, string part, string end)
    {
        var large = start + string.Concat(Enumerable.Repeat(part, 50_000)) + end;
        var (message, error) = Read($"{{\"a\":1,\"large\":{large},\"b\":2,\"id\":\"e-1\",\"data\":1,\"kind\":\"event\",\"C\":{large}}}");

        Assert.Equal(MessageErrorCodes.FieldsTooLarge, error?.Code);
        Assert.Equal(["a", "id", "kind"], message.Headers.Keys);
        Assert.Equal(("e-1", "event"), (message.Id, message.Kind));
    }

    [Fact]
    public void Budget_Spent_TheRestIsStillToBeJson() =>
        Assert.ThrowsAny<JsonException>(() => Read($"{{\"large\":\"{new string('x', MessageLimits.MaxFieldsBytes)}\",\"b\":}}"));

    [Fact]
    public void Message_OfManyFields_KeepsNoMemoryForThemWhenItIsCleared()
    {
        var (message, _) = Read($"{{{string.Join(',', Enumerable.Range(0, 256).Select(number => $"\"f{number}\":1"))}}}");
        Assert.True(message.Headers.Capacity >= 256);

        message.Clear();

        Assert.InRange(message.Headers.Capacity, 0, 64);
    }

    [Theory]
    [InlineData("\"AQID\"", "AQID")]
    [InlineData("\"\"", "")]
    [InlineData("\"\\u0041QI\\u0044\"", "AQID")]
    [InlineData("\"\\/\\/\\/\\/\"", "////")]
    [InlineData("\"+/+/AQ==\"", "+/+/AQ==")]
    public void BinaryData_InBase64_IsRead(string json, string base64)
    {
        var (message, error) = Read($"{{\"type\":\"t\",\"data_base64\":{json}}}");

        Assert.Null(error);
        Assert.True(message.IsBinary);
        Assert.Equal(Convert.FromBase64String(base64), message.Data.ToArray());
        Assert.Equal(["type"], message.Headers.Keys);
        Assert.Equal($"{{\"type\":\"t\",\"data_base64\":\"{base64}\"}}", Encoding.UTF8.GetString(Published(message)));
        message.Clear();
        Assert.False(message.IsBinary);
    }

    [Fact]
    public void BinaryData_OfNull_IsAbsent()
    {
        var (message, error) = Read("{\"data_base64\":null,\"data\":1}");

        Assert.Null(error);
        Assert.False(message.IsBinary);
        Assert.Equal("1", Encoding.UTF8.GetString(message.Data.Span));
    }

    [Theory]
    [InlineData("\"data_base64\":1", MessageErrorCodes.InvalidField)]
    [InlineData("\"data_base64\":{\"a\":[1]}", MessageErrorCodes.InvalidField)]
    [InlineData("\"data_base64\":\"AQI\"", MessageErrorCodes.InvalidField)]
    [InlineData("\"data_base64\":\"AQ-_\"", MessageErrorCodes.InvalidField)]
    [InlineData("\"data_base64\":\"AQ\\nID\"", MessageErrorCodes.InvalidField)]
    [InlineData("\"data_base64\":\"\\ud800\"", MessageErrorCodes.InvalidField)]
    [InlineData("\"data_base64\":\"é\"", MessageErrorCodes.InvalidField)]
    [InlineData("\"data_base64\":\"AQID\",\"data\":1", MessageErrorCodes.InvalidField)]
    [InlineData("\"data\":1,\"data_base64\":\"AQID\"", MessageErrorCodes.InvalidField)]
    [InlineData("\"data_base64\":\"AQID\",\"data_base64\":\"AQID\"", MessageErrorCodes.RepeatedField)]
    public void BinaryData_Wrong_IsRefusedByNameAndTheIdIsRead(string fields, string code)
    {
        var (message, error) = Read($"{{{fields},\"id\":\"e-1\"}}");

        Assert.Equal(code, error?.Code);
        Assert.Contains("'data_base64'", error!.Detail, StringComparison.Ordinal);
        Assert.Equal("e-1", message.Id);
    }

    [Theory]
    [InlineData("{\"Type\":1}", "'Type'")]
    [InlineData("{\"x-y\":1}", "'x-y'")]
    [InlineData("{\"\":1}", "''")]
    [InlineData("{\"a\\u001bb\":1}", "'a\\u001bb'")]
    public void Name_Invalid_IsSaid(string json, string named) => Assert.Contains(named, Read(json).Error!.Detail, StringComparison.Ordinal);

    [Fact]
    public void Name_InvalidAndLong_IsSaidInPart() => Assert.InRange(Read($"{{\"{new string('Ä', 5000)}\":1}}").Error!.Detail.Length, 40, 200);

    [Fact]
    public void Data_FarOverTheLimitOfFields_IsRead()
    {
        var data = $"\"{new string('x', 200_000)}\"";
        var (message, error) = Read($"{{\"data\":{data}}}");

        Assert.Null(error);
        Assert.Equal(data, Encoding.UTF8.GetString(message.Data.Span));
    }

    [Theory]
    [InlineData(63, null)]
    [InlineData(64, MessageErrorCodes.TooDeep)]
    [InlineData(100_000, MessageErrorCodes.TooDeep)]
    public void Data_Deep_IsReadUpTo63(int depth, string? code)
    {
        var (message, error) = Read($"{{\"data\":{new string('[', depth)}{new string(']', depth)},\"id\":\"e-1\"}}");

        Assert.Equal(code, error?.Code);
        Assert.Equal("e-1", message.Id);
        Assert.Equal(2 * depth, message.Data.Length);
    }

    [Theory]
    [InlineData(32, null)]
    [InlineData(33, MessageErrorCodes.TooDeep)]
    public void Field_Deep_IsReadUpTo32(int depth, string? code) =>
        Assert.Equal(code, Read($"{{\"f\":{string.Concat(Enumerable.Repeat("{\"a\":", depth - 1))}{{}}{new string('}', depth - 1)}}}").Error?.Code);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("1")]
    [InlineData("{\"type\":\"t\"")]
    [InlineData("{\"type\":")]
    [InlineData("{\"type\"}")]
    [InlineData("{\"type\":\"t\"}}")]
    [InlineData("{\"type\":\"t\"} {}")]
    [InlineData("{\"type\":\"t\"}x")]
    [InlineData("{\"type\":\"t\",}")]
    [InlineData("{\"data\":[1,2}")]
    [InlineData("{\"data\":{\"a\":tru}}")]
    [InlineData("{type:1}")]
    [InlineData("{\"a\":01}")]
    [InlineData("{/**/}")]
    [InlineData("\u0000{}")]
    [InlineData("\ufeff{}")]
    public void Text_NotOneJsonObject_IsRefused(string json) => Assert.ThrowsAny<JsonException>(() => Read(json));

    [Theory]
    [InlineData("{\"a\":\"*\"}")]
    [InlineData("{\"data\":\"*\"}")]
    [InlineData("{\"*\":1}")]
    public void Text_OfBrokenUtf8_IsRefusedOneWayOrTheOther(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        bytes[Array.IndexOf(bytes, (byte)'*')] = 0xC3;

        // WebSocket text frames are checked to be UTF-8 before; here it only must not pass as something else.
        try
        {
            var message = new Message();
            var error = MessageReader.Read(bytes, message);
            Assert.True(error is not null || message.Data.Span.Contains((byte)0xC3));
        }
        catch (JsonException)
        {
            // Just as well.
        }
    }

    [Property(MaxTest = 500, Arbitrary = [typeof(GeneratedJson)])]
    public void Message_ReadAndWritten_IsTheSameJson(JsonMessage generated)
    {
        var (message, error) = Read(generated.Json);

        Assert.Null(error);
        JsonValues.AssertEqual(generated.Utf8, MessageWriterTests.Write(message.Headers, message.Data.ToArray()));
    }

    /// <summary>What a consumer makes of the message when it was published.</summary>
    private static byte[] Published(Message message)
    {
        var properties = new BasicProperties();
        var outgoing = new AwaitedMessage();
        foreach (var (name, value) in message.Headers)
        {
            outgoing.Message[name] = value;
        }

        outgoing.Message.Data = message.Data;
        outgoing.Message.IsBinary = message.IsBinary;
        AmqpEncoding.Fill(properties, outgoing);
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, AmqpJson.WriterOptions);
        MessageWriter.Write(json, properties, message.Data.Span);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static (Message Message, MessageError? Error) Read(string json)
    {
        var message = new Message();
        return (message, MessageReader.Read(Encoding.UTF8.GetBytes(json), message));
    }
}
