using System.IO.Compression;
using System.Text;

namespace Mosaic.WebSocketService.Authentication;

/// <summary>
/// Reads an issuer's answer, whatever a server, cache or proxy may do to it: compress it without being asked (RFC 9110, section 8.4), begin it with a byte order
/// mark, name a character set. Not more than <see cref="MaxChars"/>, compressed or not.
/// </summary>
internal static class JwksAnswer
{
    /// <summary>Some thousand keys.</summary>
    internal const int MaxChars = 1024 * 1024;

    /// <summary>The answer's text.</summary>
    /// <exception cref="InvalidDataException">It is none that can be read; the message says why.</exception>
    /// <exception cref="HttpRequestException">The status is that of a failure.</exception>
    public static async Task<string> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if ((int)answer.StatusCode is >= 300 and < 400)
        {
            throw new InvalidDataException($"The issuer's answer is {(int)answer.StatusCode}, a redirection that is not followed: to http from https, to nowhere, or one too many.");
        }

        answer.EnsureSuccessStatusCode();
        await using var stream = Decode(await answer.Content.ReadAsStreamAsync(cancellationToken), answer.Content.Headers.ContentEncoding);
        using var reader = new StreamReader(stream, CharacterSet(answer.Content.Headers.ContentType?.CharSet), detectEncodingFromByteOrderMarks: true);
        var text = new StringBuilder();
        var part = new char[4096];
        while (await reader.ReadAsync(part, cancellationToken) is > 0 and var count)
        {
            if (text.Append(part, 0, count).Length > MaxChars)
            {
                throw new InvalidDataException($"The issuer's answer has more than {MaxChars} characters.");
            }
        }

        return text.ToString();
    }

    // They are named in the order in which they were applied.
    private static Stream Decode(Stream stream, ICollection<string> encodings) => encodings.Reverse().Aggregate(stream, (inner, encoding) => encoding.ToUpperInvariant() switch
    {
        "GZIP" or "X-GZIP" => new GZipStream(inner, CompressionMode.Decompress),
        "BR" => new BrotliStream(inner, CompressionMode.Decompress),
        "DEFLATE" => new ZLibStream(inner, CompressionMode.Decompress),
        "IDENTITY" => inner,
        _ => throw new InvalidDataException($"The issuer's answer is compressed with '{encoding}', which is not known here."),
    });

    // JSON is UTF-8 (RFC 8259, section 8.1), and a character set means nothing for it; one that names another all the same is believed.
    private static Encoding CharacterSet(string? name)
    {
        try
        {
            return Encoding.GetEncoding(name?.Trim('"') ?? Encoding.UTF8.WebName);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return Encoding.UTF8; // Nonsense, or one that .NET does not read any more, as UTF-7.
        }
    }
}
