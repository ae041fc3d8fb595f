using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Api;

/// <summary>Reads the message to a device in a call's body, with no model binding and no DOM, and checks it.</summary>
internal sealed class DeviceMessageReader(IOptions<LimitsOptions> limits, IOptions<MessagingOptions> messaging, TimeProvider time)
{
    private const string Json = "application/json";
    private const string CloudEvents = "application/cloudevents+json";
    private const string KeyHeader = "Idempotency-Key";
    private const int FirstSize = 4096;

    private readonly int _maxBytes = limits.Value.MaxMessageBytes;
    private readonly DataPlacement _dataIn = messaging.Value.DataIn;

    /// <summary>Reads an event into an empty message, which becomes the one for the device and owns the buffer.</summary>
    public async ValueTask<DeviceMessageRead> ReadEventAsync(HttpRequest request, Message message, Guid device)
    {
        var (body, problem) = await ReadBodyAsync(request, message);
        if (problem is not null)
        {
            return new(problem);
        }

        var wrong = DeviceMessage.TakeTimeToLive(message, out var ttl);
        wrong ??= Complete(message, Kinds.Event, device, time.GetUtcNow());
        return wrong is null ? new(null, body, ttl) : new(Problems.Invalid(wrong));
    }

    /// <summary>The same for a request, with its deadline.</summary>
    public async ValueTask<DeviceMessageRead> ReadRequestAsync(HttpRequest request, Message message, Guid device)
    {
        var (body, problem) = await ReadBodyAsync(request, message);
        if (problem is not null)
        {
            return new(problem);
        }

        var keyed = request.Headers.TryGetValue(KeyHeader, out var keys) || message.Id is not null;
        var now = time.GetUtcNow();
        var timeout = TimeSpan.Zero;
        TimeSpan? ttl = null;
        var wrong = keys.Count > 1 ? $"The header {KeyHeader} stands there twice." : DeviceMessage.TakeKey(message, keys);
        wrong ??= DeviceMessage.TakeTimeout(message, out timeout);
        wrong ??= DeviceMessage.TakeTimeToLive(message, out ttl);
        wrong ??= Complete(message, Kinds.Request, device, now);
        if (wrong is not null)
        {
            return new(Problems.Invalid(wrong));
        }

        message[Fields.Deadline] = Rfc3339.Format(now + timeout);
        return new(null, body, ttl, timeout, keyed);
    }

    private string? Complete(Message message, string kind, Guid device, DateTimeOffset now) =>
        DeviceMessage.Complete(message, kind, device, now)?.Detail ?? _dataIn.Place(message)?.Detail;

    private async ValueTask<(ReadOnlyMemory<byte> Body, ProblemHttpResult? Problem)> ReadBodyAsync(HttpRequest request, Message message)
    {
        if (!IsJson(request.ContentType))
        {
            return (default, Unsupported("The body must be application/json or application/cloudevents+json, in UTF-8."));
        }

        if (request.Headers.ContentEncoding.Count > 0)
        {
            return (default, Unsupported("The body must be sent as it is, without a Content-Encoding."));
        }

        if (request.ContentLength > _maxBytes)
        {
            return (default, TooLarge());
        }

        var buffer = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? FirstSize) + 1);
        var length = 0;
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(buffer.AsMemory(length), request.HttpContext.RequestAborted)) > 0)
            {
                length += read;
                if (length > _maxBytes)
                {
                    return (default, TooLarge());
                }

                if (length == buffer.Length)
                {
                    buffer = Grow(buffer);
                }
            }

            message.Own(buffer);
            var body = new ReadOnlyMemory<byte>(buffer, 0, length);
            buffer = null;
            return (body, Parse(body, message));
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>Whether a <c>Content-Type</c> is JSON; its charset, if any, UTF-8 (RFC 8259, section 8.1).</summary>
    private static bool IsJson(string? contentType)
    {
        if (contentType is Json or CloudEvents)
        {
            return true;
        }

        return MediaTypeHeaderValue.TryParse(contentType, out var type)
            && (type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals(CloudEvents, StringComparison.OrdinalIgnoreCase))
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }

    private static ProblemHttpResult? Parse(ReadOnlyMemory<byte> body, Message message)
    {
        if (!Utf8.IsValid(body.Span))
        {
            return Problems.Invalid("The body is not UTF-8.");
        }

        try
        {
            return MessageReader.Read(body, message) is { } error ? Problems.Invalid(error.Detail) : null;
        }
        catch (JsonException e)
        {
            // The exception's own text may quote the body.
            var where = e.LineNumber is { } line ? $": see line {line + 1}, byte {e.BytePositionInLine + 1}" : "";
            return Problems.Invalid($"The body is not one JSON object{where}.");
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static ProblemHttpResult Unsupported(string detail) => Problems.Create(415, ProblemCodes.UnsupportedMediaType, detail);

    private ProblemHttpResult TooLarge() =>
        Problems.Create(413, ProblemCodes.TooLarge, $"The message is over the limit of {_maxBytes} bytes.");
}

/// <summary>A message to a device that was read, or why not.</summary>
/// <param name="Problem">What to answer with; null when all is well.</param>
/// <param name="Body">The body, byte for byte, valid as long as the message that it was read into.</param>
/// <param name="TimeToLive">How long it is to be kept for a device that is not connected; null when that was not said.</param>
/// <param name="Timeout">Of a request: how long the device's confirmation is waited for.</param>
/// <param name="IsKeyed">Of a request: whether the caller named it, so that it may be repeated.</param>
internal readonly record struct DeviceMessageRead(
    ProblemHttpResult? Problem, ReadOnlyMemory<byte> Body = default, TimeSpan? TimeToLive = null, TimeSpan Timeout = default, bool IsKeyed = false)
{
    /// <summary>Tells its body from others; empty when it has no key and so no repeats.</summary>
    public byte[] BodyHash() => IsKeyed ? SHA256.HashData(Body.Span) : [];
}
