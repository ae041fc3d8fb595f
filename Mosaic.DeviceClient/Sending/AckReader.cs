using System.Text.Json;

namespace Mosaic.Devices;

/// <summary>Settles what an <c>ack</c> names, without a string for each id: under load this is most of what is received.</summary>
internal static class AckReader
{
    // The protocol's longest id; a longer one cannot be ours.
    private const int LongestId = 128;

    public static void Read(ReadOnlySpan<byte> frame, Outbox outbox)
    {
        var json = new Utf8JsonReader(frame);
        JsonFields.Begin(ref json);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isIds = json.ValueTextEquals("ids"u8);
            json.Read();
            if (isIds && json.TokenType == JsonTokenType.StartArray)
            {
                ReadIds(ref json, outbox);
            }
            else
            {
                json.Skip();
            }
        }
    }

    private static void ReadIds(ref Utf8JsonReader json, Outbox outbox)
    {
        Span<char> id = stackalloc char[LongestId * 6];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.String && json.ValueSpan.Length <= id.Length)
            {
                outbox.Ack(id[..Copy(ref json, id)]);
            }
            else
            {
                json.Skip();
            }
        }
    }

    /// <returns>0 for what is no text, such as half of a surrogate pair: no id of ours.</returns>
    private static int Copy(ref Utf8JsonReader json, scoped Span<char> id)
    {
        try
        {
            return json.CopyString(id);
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }
}
