using System.Buffers;

namespace Mosaic.Messaging;

/// <summary>
/// One message: a CloudEvent with Mosaic's fields. All fields but <c>data</c> are held as the AMQP header values they
/// become (<see cref="AmqpJson"/>), <c>data</c> as the JSON bytes that were received.
/// </summary>
public sealed class Message
{
    private byte[]? _rented;

    /// <summary>Every field but <c>data</c>, by name; the value types are those of <see cref="AmqpJson"/>.</summary>
    public Dictionary<string, object?> Headers { get; } = new(StringComparer.Ordinal);

    /// <summary>The JSON text of <c>data</c>, byte for byte; empty when the message has none.</summary>
    public ReadOnlyMemory<byte> Data { get; set; }

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
        Data = default;
        if (_rented is { } rented)
        {
            _rented = null;
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
