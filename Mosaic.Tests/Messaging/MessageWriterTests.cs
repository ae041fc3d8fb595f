using System.Buffers;
using System.Text;
using System.Text.Json;
using Mosaic.Messaging;

namespace Mosaic.Tests.Messaging;

public sealed class MessageWriterTests
{
    [Fact]
    public void Headers_ThatAreNoFields_AreLeftOut() => Assert.Equal(
        """{"type":"t"}""",
        Text(new() { ["x-death"] = "a", ["x-delivery-count"] = 1L, ["Type"] = "b", ["type"] = "t"u8.ToArray(), [""] = "c", ["ä"] = "d" }));

    [Fact]
    public void Body_Odd_IsWrittenByteForByte() => Assert.Equal(
        """{"type":"t","data": { "a" : 1.0E+3, "\u0061" :"\/" } }""",
        Text(new() { ["type"] = "t" }, " { \"a\" : 1.0E+3, \"\\u0061\" :\"\\/\" } "));

    [Fact]
    public void Body_Empty_DataComesFromTheHeader() => Assert.Equal(
        """{"data":{"a":[1,null]}}""",
        Text(new() { ["data"] = new Dictionary<string, object?> { ["a"] = new List<object?> { 1, null } } }));

    [Fact]
    public void Body_AndAHeader_TheBodyCounts() => Assert.Equal("""{"data":2}""", Text(new() { ["data"] = 1 }, "2"));

    [Fact]
    public void Body_AndNoHeaders_IsWritten() => Assert.Equal("""{"data":2}""", Encoding.UTF8.GetString(Write(null, "2"u8.ToArray())));

    [Theory]
    [InlineData("half {")]
    [InlineData("1 2")]
    [InlineData("{},\"kind\":\"forged\"")]
    [InlineData("\u00ff")]
    public void Body_NotJson_IsAnError(string body) => Assert.ThrowsAny<JsonException>(() => Text([], body));

    [Fact]
    public void Header_WithoutJsonForm_IsAnError() => Assert.Throws<AmqpMappingException>(() => Text(new() { ["n"] = double.NaN }));

    [Fact]
    public void Headers_InAnyDictionary_AreWritten()
    {
        IDictionary<string, object?> headers = new SortedList<string, object?> { ["b"] = 2, ["a"] = 1 };

        Assert.Equal("""{"a":1,"b":2}""", Encoding.UTF8.GetString(Write(headers, [])));
    }

    internal static byte[] Write(IEnumerable<KeyValuePair<string, object?>>? headers, byte[] body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, AmqpJson.WriterOptions);
        MessageWriter.Write(json, headers, body);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static string Text(Dictionary<string, object?> headers, string body = "") => Encoding.UTF8.GetString(Write(headers, Encoding.UTF8.GetBytes(body)));
}
