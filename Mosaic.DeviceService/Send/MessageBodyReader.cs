using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Configuration;
using Mosaic.DeviceService.Http;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Send;

/// <summary>Reads the message in a call's body, with no model binding and no DOM.</summary>
internal sealed class MessageBodyReader(IOptions<LimitsOptions> limits)
{
    private const int FirstSize = 4096;

    private readonly int _maxBytes = limits.Value.MaxMessageBytes;

    /// <summary>Reads the body into an empty message, which owns the buffer from then on.</summary>
    /// <returns>The whole body, valid as long as the message is, or the problem to answer with.</returns>
    internal async ValueTask<BodyOutcome> ReadAsync(HttpRequest request, Message message)
    {
        if (!MediaType.IsJson(request.ContentType))
        {
            return new(Problems.Create(415, ProblemCodes.UnsupportedMediaType,
                "The body must be application/json or application/cloudevents+json, in UTF-8."));
        }

        if (request.Headers.ContentEncoding.Count > 0)
        {
            return new(Problems.Create(415, ProblemCodes.UnsupportedMediaType, "The body must be sent as it is, without a Content-Encoding."));
        }

        if (request.ContentLength > _maxBytes) return new(TooLarge());
        var buffer = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? FirstSize) + 1);
        var length = 0;
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(buffer.AsMemory(length), request.HttpContext.RequestAborted)) > 0)
            {
                length += read;
                if (length > _maxBytes) return new(TooLarge());
                if (length == buffer.Length) buffer = Grow(buffer);
            }

            message.Own(buffer);
            var body = new ReadOnlyMemory<byte>(buffer, 0, length);
            buffer = null;
            return Parse(body, message) is { } problem ? new(problem) : new(body);
        }
        finally
        {
            if (buffer is not null) ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ProblemHttpResult? Parse(ReadOnlyMemory<byte> body, Message message)
    {
        if (!Utf8.IsValid(body.Span)) return Problems.Create(400, ProblemCodes.InvalidMessage, "The body is not UTF-8.");
        try
        {
            return MessageReader.Read(body, message) is { } error ? Problems.Create(400, ProblemCodes.InvalidMessage, error.Detail) : null;
        }
        catch (JsonException e)
        {
            // The exception's own text may quote the body.
            var where = e.LineNumber is { } line ? $": see line {line + 1}, byte {e.BytePositionInLine + 1}" : "";
            return Problems.Create(400, ProblemCodes.InvalidMessage, $"The body is not one JSON object{where}.");
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private ProblemHttpResult TooLarge() =>
        Problems.Create(413, ProblemCodes.TooLarge, $"The message is over the limit of {_maxBytes} bytes.");
}
