using System.Text;

namespace Mosaic.Messaging;

/// <summary>
/// RabbitMQ.Client reads an empty AMQP table or array as null, though it writes them rightly. So a message that holds any
/// says where, in a header <c>x-empty</c>: for each such field a text with one letter for every null (<c>n</c>), empty
/// object (<c>o</c>) and empty array (<c>a</c>) in it, tables in the ordinal order of their keys. Other programs need not
/// care; of messages from other programs, empty values are read as null.
/// </summary>
internal static class EmptyValues
{
    public const string Header = "x-empty";

    /// <summary>Adds the header if any field needs it.</summary>
    public static void Mark(Dictionary<string, object?> headers)
    {
        Dictionary<string, object?>? marks = null;
        foreach (var (field, value) in headers)
        {
            if (value is Dictionary<string, object?> or List<object?> && field != Header && LettersOf(value) is { } letters)
            {
                (marks ??= [])[field] = letters;
            }
        }

        if (marks is not null)
        {
            headers[Header] = marks;
        }
    }

    /// <summary>Puts back what the client has read as null.</summary>
    public static void Restore(IDictionary<string, object?> headers)
    {
        if (!headers.TryGetValue(Header, out var header) || header is not IDictionary<string, object?> marks)
        {
            return;
        }

        foreach (var (field, letters) in marks)
        {
            if (letters is byte[] text && headers.TryGetValue(field, out var value))
            {
                var next = 0;
                headers[field] = Visit(value, found => next < text.Length ? Empty(text[next++], found) : found);
            }
        }
    }

    private static object? Empty(byte letter, object? found) => letter switch
    {
        (byte)'o' => new Dictionary<string, object?>(),
        (byte)'a' => new List<object?>(),
        _ => found,
    };

    private static string? LettersOf(object value)
    {
        var letters = new StringBuilder();
        var any = false;
        Visit(value, found =>
        {
            letters.Append(found switch { null => 'n', IDictionary<string, object?> => 'o', _ => 'a' });
            any |= found is not null;
            return found;
        });
        return any ? letters.ToString() : null;
    }

    /// <summary>Goes through every null and empty value in a fixed order, each replaced by what is made of it.</summary>
    private static object? Visit(object? value, Func<object?, object?> replace)
    {
        switch (value)
        {
            case null or IDictionary<string, object?> { Count: 0 } or List<object?> { Count: 0 }:
                return replace(value);
            case IDictionary<string, object?> table:
                foreach (var key in table.Keys.Order(StringComparer.Ordinal).ToArray())
                {
                    table[key] = Visit(table[key], replace);
                }

                return table;
            case List<object?> array:
                for (var i = 0; i < array.Count; i++)
                {
                    array[i] = Visit(array[i], replace);
                }

                return array;
            default:
                return value;
        }
    }
}
