using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.Tests.Messaging;

public sealed class AmqpJsonTests
{
    /// <summary>The mapping table of the design, row by row: JSON, its AMQP value, and the JSON that this gives back.</summary>
    public static TheoryData<string, object?, string> Rows => new()
    {
        { "null", null, "null" },
        { "true", true, "true" },
        { "false", false, "false" },
        { "0", 0L, "0" },
        { "-1", -1L, "-1" },
        { "9223372036854775807", long.MaxValue, "9223372036854775807" },
        { "-9223372036854775808", long.MinValue, "-9223372036854775808" },
        { "9223372036854775808", new AmqpTimestamp(long.MinValue), "9223372036854775808" },
        { "18446744073709551615", new AmqpTimestamp(-1), "18446744073709551615" },
        { "18446744073709551616", 18446744073709551616d, "18446744073709552000.0" },
        { "-9223372036854775809", -9223372036854775809d, "-9223372036854775808.0" },
        { "1.0", 1d, "1.0" },
        { "1e2", 100d, "100.0" },
        { "0.1", 0.1d, "0.1" },
        { "-0", -0d, "-0.0" },
        { "-0.0", -0d, "-0.0" },
        { "1e-400", 0d, "0.0" },
        { "\"\"", "", "\"\"" },
        { "\"a\\u00e9\\n€\\ud834\\udd1e\"", "aé\n€𝄞", "\"aé\\n€𝄞\"" },
        { "[]", new List<object?>(), "[]" },
        { "[1,null,[true]]", new List<object?> { 1L, null, new List<object?> { true } }, "[1,null,[true]]" },
        { "{}", new Dictionary<string, object?>(), "{}" },
        { "{\"\":0,\"k\":{\"l\":[]}}", new Dictionary<string, object?> { [""] = 0L, ["k"] = new Dictionary<string, object?> { ["l"] = new List<object?>() } }, "{\"\":0,\"k\":{\"l\":[]}}" },
    };

    [Theory, MemberData(nameof(Rows))]
    public void Json_OfEachRow_HasItsAmqpValueAndComesBack(string json, object? amqp, string back)
    {
        var value = AmqpJson.FromJson(Encoding.UTF8.GetBytes(json));

        Assert.Equal(amqp?.GetType(), value?.GetType());
        Assert.Equal(amqp, value);
        if (amqp is double number)
        {
            Assert.Equal(double.IsNegative(number), double.IsNegative((double)value!));
        }

        JsonValues.AssertEqual(Encoding.UTF8.GetBytes(back), AmqpJson.ToJson(value));
    }

    /// <summary>What other publishers may send, as RabbitMQ.Client reads it.</summary>
    public static TheoryData<object?, string> Foreign => new()
    {
        { (sbyte)-128, "-128" },
        { (byte)255, "255" },
        { short.MinValue, "-32768" },
        { ushort.MaxValue, "65535" },
        { int.MinValue, "-2147483648" },
        { uint.MaxValue, "4294967295" },
        { 0.5f, "0.5" },
        { 1f, "1.0" },
        { 0.1f, "0.10000000149011612" },
        { 123456789.0123m, "123456789.0123" },
        { 1.50m, "1.50" },
        { -3m, "-3" },
        { new AmqpTimestamp(1700000000), "1700000000" },
        { "text"u8.ToArray(), "\"text\"" },
        { new BinaryTableValue([0, 127, 255]), "[0,127,255]" },
        { new BinaryTableValue([]), "[]" },
        { 1e300, "1E+300" },
    };

    [Theory, MemberData(nameof(Foreign))]
    public void Amqp_OfAnotherPublisher_HasItsJson(object? amqp, string json) =>
        Assert.Equal(json, Encoding.UTF8.GetString(AmqpJson.ToJson(amqp)));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Amqp_NotANumber_IsAnError(object amqp) => Assert.Throws<AmqpMappingException>(() => AmqpJson.ToJson(amqp));

    [Fact]
    public void Amqp_TextThatIsNotUtf8_IsAnError() => Assert.Throws<AmqpMappingException>(() => AmqpJson.ToJson(new byte[] { 0xC3, 0x28 }));

    [Fact]
    public void Amqp_OfAnUnknownType_IsAnError() => Assert.Throws<AmqpMappingException>(() => AmqpJson.ToJson(Guid.Empty));

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("[{\"a\":1e999}]")]
    public void Json_NumberThatNothingHolds_IsAnError(string json) => Refused(json, MessageErrorCodes.InvalidNumber);

    [Fact]
    public void Json_AsDeepAsAllowed_IsRead() => JsonValues.AssertEqual(Nested(32), AmqpJson.ToJson(AmqpJson.FromJson(Nested(32))));

    [Fact]
    public void Json_OneDeeper_IsAnError() => Refused(Encoding.UTF8.GetString(Nested(33)), MessageErrorCodes.TooDeep);

    [Fact]
    public void Json_HundredThousandDeep_IsAnErrorAndNoCrash() => Refused(Encoding.UTF8.GetString(Nested(100_000)), MessageErrorCodes.TooDeep);

    [Theory]
    [InlineData("k", 255, null)]
    [InlineData("k", 256, MessageErrorCodes.InvalidName)]
    [InlineData("\\u006b", 255, null)]
    [InlineData("\\u006b", 256, MessageErrorCodes.InvalidName)]
    [InlineData("é", 127, null)]
    [InlineData("é", 128, MessageErrorCodes.InvalidName)]
    public void Json_KeyOfManyBytes_IsReadUpTo255(string letter, int times, string? code)
    {
        var json = $"{{\"{string.Concat(Enumerable.Repeat(letter, times))}\":1}}";
        if (code is null)
        {
            JsonValues.AssertEqual(Encoding.UTF8.GetBytes(json), AmqpJson.ToJson(AmqpJson.FromJson(Encoding.UTF8.GetBytes(json))));
        }
        else
        {
            Refused(json, code);
        }
    }

    [Theory]
    [InlineData("{\"a\":1,\"a\":1}")]
    [InlineData("{\"a\":1,\"\\u0061\":2}")]
    [InlineData("[{\"x\":{\"\":1,\"\":2}}]")]
    public void Json_RepeatedKey_IsAnError(string json) => Refused(json, MessageErrorCodes.RepeatedField);

    [Theory]
    [InlineData("\"\\ud800\"", MessageErrorCodes.InvalidField)]
    [InlineData("\"\\udc00a\"", MessageErrorCodes.InvalidField)]
    [InlineData("[\"\\ud800\\u0041\"]", MessageErrorCodes.InvalidField)]
    [InlineData("{\"\\ud800\":1}", MessageErrorCodes.InvalidName)]
    public void Json_HalfASurrogatePair_IsAnError(string json, string code) => Refused(json, code);

    [Theory]
    [InlineData("")]
    [InlineData("[1")]
    [InlineData("1 2")]
    [InlineData("NaN")]
    [InlineData("{'a':1}")]
    public void Json_Broken_IsNoJson(string json) => Assert.ThrowsAny<JsonException>(() => AmqpJson.FromJson(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Json_BrokenUtf8_IsRefused() => Assert.ThrowsAny<Exception>(() => AmqpJson.FromJson([(byte)'"', 0xC3, 0x28, (byte)'"']));

    [Property(MaxTest = 500, Arbitrary = [typeof(GeneratedJson)])]
    public void Json_ThereAndBack_IsTheSameValue(JsonText text) => JsonValues.AssertEqual(text.Utf8, AmqpJson.ToJson(AmqpJson.FromJson(text.Utf8)));

    private static byte[] Nested(int depth) => Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth));

    private static void Refused(string json, string code)
    {
        var utf8 = Encoding.UTF8.GetBytes(json);
        Assert.Throws<AmqpMappingException>(() => AmqpJson.FromJson(utf8));
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        reader.Read();
        var error = AmqpJson.TryRead(ref reader, "wrongfield", out var value);
        Assert.Equal(code, error?.Code);
        Assert.Contains("'wrongfield'", error!.Detail, StringComparison.Ordinal);
        Assert.Null(value);
        Assert.False(reader.Read()); // It stands behind the value, so the next field can be read.
    }
}
