using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Mosaic.Messaging;

/// <summary>
/// One message: a CloudEvent with Mosaic's fields. All fields but <c>data</c> are held as the AMQP header values they
/// become (<see cref="AmqpJson"/>), <c>data</c> as the JSON bytes that were received.
/// </summary>
public sealed class Message
{
    /// <summary>A message that had more fields gives the memory for them back before its next use.</summary>
    private const int MaxKeptCapacity = 64;

    private byte[]? _rented;
    private byte[]? _decoded;

    // Base64 of MIME has line ends; the framework's decoder passes over them.
    private static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\r\n"u8);

    /// <summary>Every field but <c>data</c>, by name; the value types are those of <see cref="AmqpJson"/>.</summary>
    public Dictionary<string, object?> Headers { get; } = new(StringComparer.Ordinal);

    /// <summary>The JSON text of <c>data</c>, byte for byte, or the bytes of <c>data_base64</c> (<see cref="IsBinary"/>); empty when the message has neither.</summary>
    public ReadOnlyMemory<byte> Data { get; set; }

    /// <summary>Whether <see cref="Data"/> is binary data and no JSON text: it is <c>data_base64</c> in JSON, also when it is empty.</summary>
    public bool IsBinary { get; set; }

    /// <summary>The field <see cref="Fields.Id"/>, null when absent or not a string.</summary>
    public string? Id => GetString(Fields.Id);

    /// <summary>The field <see cref="Fields.Kind"/>, null when absent or not a string.</summary>
    public string? Kind => GetString(Fields.Kind);

    /// <summary>The field <see cref="Fields.Type"/>, null when absent or not a string.</summary>
    public string? Type => GetString(Fields.Type);

    /// <summary>Gets or sets a field; null means absent, on both ways.</summary>
    public object? this[string field]
    {
        get => Headers.GetValueOrDefault(field);
        set
        {
            if (value is null)
            {
                Headers.Remove(field);
            }
            else
            {
                Headers[field] = value;
            }
        }
    }

    /// <summary>The string value of a field, null when absent or of another type.</summary>
    public string? GetString(string field) => Headers.GetValueOrDefault(field) as string;

    /// <summary>Hands over the array from <see cref="ArrayPool{T}.Shared"/> that <see cref="Data"/> lies in; <see cref="Clear"/> gives it back.</summary>
    public void Own(byte[] rented) => _rented = rented;

    /// <summary>Empties the message for its next use.</summary>
    public void Clear()
    {
        Headers.Clear();
        if (Headers.Capacity > MaxKeptCapacity)
        {
            Headers.TrimExcess();
        }

        Data = default;
        IsBinary = false;
        GiveBack(ref _rented);
        GiveBack(ref _decoded);
    }

    /// <summary>Makes the base64 text under the reader the message's binary data. False when it is not base64 (RFC 4648, section 4).</summary>
    internal bool TryDecode(ref Utf8JsonReader reader)
    {
        GiveBack(ref _decoded);
        _decoded = ArrayPool<byte>.Shared.Rent(Math.Max(1, reader.ValueSpan.Length));
        try
        {
            var text = _decoded.AsSpan(0, reader.CopyString(_decoded));
            if (text.ContainsAny(WhiteSpace) || Base64.DecodeFromUtf8InPlace(text, out var length) != OperationStatus.Done)
            {
                return false;
            }

            Data = _decoded.AsMemory(0, length);
            return IsBinary = true;
        }
        catch (InvalidOperationException)
        {
            return false; // Half of a surrogate pair.
        }
    }

    private static void GiveBack(ref byte[]? rented)
    {
        if (rented is { } array)
        {
            rented = null;
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
