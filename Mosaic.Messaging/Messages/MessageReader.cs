using System.Text;
using System.Text.Json;

namespace Mosaic.Messaging;

/// <summary>Reads a message's JSON into AMQP header values and the untouched bytes of <c>data</c>, in one pass and with no DOM.</summary>
public static class MessageReader
{
    /// <summary>How much of a wrong name an error shows.</summary>
    private const int ShownNameBytes = 64;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    /// <summary>Reads one JSON object into <paramref name="message"/>.</summary>
    /// <param name="json">UTF-8 JSON. <see cref="Message.Data"/> becomes a part of this memory.</param>
    /// <param name="message">
    /// An empty message. Filled as far as its fields are sound and within <see cref="MessageLimits"/>; behind those only its <c>id</c> and
    /// <c>kind</c> are read, so that an error can name it, and the rest is only checked to be JSON.
    /// </param>
    /// <returns>Null when all is well, otherwise the first thing that is wrong with the fields.</returns>
    /// <exception cref="JsonException">The text is not JSON, or not one object.</exception>
    public static MessageError? Read(ReadOnlyMemory<byte> json, Message message)
    {
        var reader = new Utf8JsonReader(json.Span, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The message is not a JSON object.");
        }

        MessageError? first = null;
        string? data = null;
        var budget = new Budget();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (budget.IsSpent && !reader.ValueTextEquals(Fields.Id) && !reader.ValueTextEquals(Fields.Kind))
            {
                reader.Skip();
                continue;
            }

            var start = reader.TokenStartIndex;
            var name = ReadName(ref reader, ref first);
            reader.Read();
            if (name is Fields.Data or Fields.DataBase64)
            {
                ReadData(ref reader, name, json, message, ref data, ref first);
            }
            else
            {
                ReadField(ref reader, name, start, message, ref budget, ref first);
            }
        }

        reader.Read(); // Only white space may follow.
        return first;
    }

    private static string? ReadName(ref Utf8JsonReader reader, ref MessageError? first)
    {
        if (reader.ValueIsEscaped ? reader.ValueTextEquals("data_base64"u8) : reader.ValueSpan.SequenceEqual("data_base64"u8))
        {
            return Fields.DataBase64;
        }

        if (!reader.ValueIsEscaped && Fields.IsValidName(reader.ValueSpan) && reader.ValueSpan.Length <= MessageLimits.MaxKeyBytes)
        {
            return Fields.NameOf(reader.ValueSpan);
        }

        Span<byte> unescaped = stackalloc byte[MessageLimits.MaxKeyBytes];
        if (AmqpJson.TryReadKey(ref reader, unescaped, out var length) && Fields.IsValidName(unescaped[..length]))
        {
            return Fields.NameOf(unescaped[..length]);
        }

        first ??= new MessageError(MessageErrorCodes.InvalidName,
            $"The field's name '{Shown(reader.ValueSpan)}' is not 1 to {MessageLimits.MaxKeyBytes} lower-case letters and digits.");
        return null;
    }

    // As it stands in the JSON, where control characters are escaped.
    private static string Shown(ReadOnlySpan<byte> name)
    {
        var whole = name.Length <= ShownNameBytes;
        var text = Encoding.UTF8.GetString(whole ? name : name[..ShownNameBytes]).TrimEnd('\uFFFD');
        return whole ? text : text + "…";
    }

    /// <summary>Reads a field unless it exceeds the budget, which is known before anything is made of its value.</summary>
    private static void ReadField(
        ref Utf8JsonReader reader, string? name, long start, Message message, ref Budget budget, ref MessageError? first)
    {
        if (!budget.Take(EndOf(reader) - start))
        {
            first ??= budget.Error;
            if (name is not (Fields.Id or Fields.Kind) || reader.ValueSpan.Length > MessageLimits.MaxFieldsBytes)
            {
                reader.Skip();
                return;
            }
        }

        if (name is null)
        {
            reader.Skip();
        }
        else if (AmqpJson.TryRead(ref reader, name, out var value) is { } error)
        {
            first ??= error;
        }
        else if (!message.Headers.TryAdd(name, value))
        {
            first ??= Repeated(name);
        }
    }

    /// <summary>Where the value under the reader ends.</summary>
    private static long EndOf(in Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return reader.BytesConsumed;
        }

        var end = reader;
        end.Skip();
        return end.BytesConsumed;
    }

    /// <summary>Reads <c>data</c> or <c>data_base64</c>. A <c>data_base64</c> of null is as absent, as every attribute of a CloudEvent.</summary>
    private static void ReadData(
        ref Utf8JsonReader reader, string name, ReadOnlyMemory<byte> json, Message message, ref string? before, ref MessageError? first)
    {
        if (name == Fields.DataBase64 && reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (before is not null)
        {
            first ??= before == name
                ? Repeated(name)
                : new MessageError(MessageErrorCodes.InvalidField, $"The message has both '{Fields.Data}' and '{Fields.DataBase64}'; it may have one of them.");
            reader.Skip();
            return;
        }

        before = name;
        if (name == Fields.Data)
        {
            message.Data = ReadJson(ref reader, json, ref first);
        }
        else if (reader.TokenType != JsonTokenType.String || !message.TryDecode(ref reader))
        {
            reader.Skip();
            first ??= new MessageError(MessageErrorCodes.InvalidField, $"The field '{Fields.DataBase64}' must be a string of base64 (RFC 4648, section 4).");
        }
    }

    private static ReadOnlyMemory<byte> ReadJson(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, ref MessageError? first)
    {
        var start = (int)reader.TokenStartIndex;
        var depth = reader.CurrentDepth;
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.CurrentDepth > depth)
            {
                // The depth of a start is that of what surrounds it.
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth - depth >= MessageLimits.MaxDataDepth)
                {
                    first ??= new MessageError(MessageErrorCodes.TooDeep,
                        $"The field 'data' is nested deeper than {MessageLimits.MaxDataDepth}.");
                }
            }
        }

        return json[start..(int)reader.BytesConsumed];
    }

    private static MessageError Repeated(string name) =>
        new(MessageErrorCodes.RepeatedField, $"The field '{name}' stands there twice.");

    /// <summary>What the fields but <c>data</c> may take.</summary>
    private struct Budget
    {
        private long _bytes;
        private int _fields;

        /// <summary>Whether a field did not fit: nothing more is read.</summary>
        public bool IsSpent { get; private set; }

        public readonly MessageError Error => new(MessageErrorCodes.FieldsTooLarge, _fields > MessageLimits.MaxFields
            ? $"The message has more than {MessageLimits.MaxFields} fields."
            : $"The fields other than data have more than {MessageLimits.MaxFieldsBytes} bytes.");

        public bool Take(long bytes)
        {
            _bytes += bytes;
            _fields++;
            IsSpent |= _bytes > MessageLimits.MaxFieldsBytes || _fields > MessageLimits.MaxFields;
            return !IsSpent;
        }
    }
}
