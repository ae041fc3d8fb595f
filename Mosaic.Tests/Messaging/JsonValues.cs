using System.Text.Json;

namespace Mosaic.Tests.Messaging;

/// <summary>Compares JSON by value: an integer of 64 bits exactly, any other number as a double, down to the sign of zero.</summary>
internal static class JsonValues
{
    public static string Unescape(string json) => JsonSerializer.Deserialize<string>(json)!;

    public static void AssertEqual(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> actual)
    {
        using var one = JsonDocument.Parse(expected, new JsonDocumentOptions { MaxDepth = 1000 });
        using var other = JsonDocument.Parse(actual, new JsonDocumentOptions { MaxDepth = 1000 });
        Assert.True(AreEqual(one.RootElement, other.RootElement), $"Expected: {one.RootElement.GetRawText()}\nActual:   {other.RootElement.GetRawText()}");
    }

    private static bool AreEqual(JsonElement one, JsonElement other) => one.ValueKind == other.ValueKind && one.ValueKind switch
    {
        JsonValueKind.Number => AreNumbersEqual(one, other),
        JsonValueKind.String => one.GetString() == other.GetString(),
        JsonValueKind.Array => one.GetArrayLength() == other.GetArrayLength() && one.EnumerateArray().Zip(other.EnumerateArray()).All(pair => AreEqual(pair.First, pair.Second)),
        JsonValueKind.Object => one.EnumerateObject().Count() == other.EnumerateObject().Count()
            && one.EnumerateObject().All(member => other.TryGetProperty(member.Name, out var found) && AreEqual(member.Value, found)),
        _ => true,
    };

    private static bool AreNumbersEqual(JsonElement one, JsonElement other) => IsInteger(one) || IsInteger(other)
        ? one.GetRawText() == other.GetRawText()
        : BitConverter.DoubleToInt64Bits(one.GetDouble()) == BitConverter.DoubleToInt64Bits(other.GetDouble());

    private static bool IsInteger(JsonElement number) => number.GetRawText() != "-0" && (number.TryGetInt64(out _) || number.TryGetUInt64(out _));
}
