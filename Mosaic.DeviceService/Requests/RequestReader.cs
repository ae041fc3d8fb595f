using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Http;
using Mosaic.DeviceService.Send;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Requests;

/// <summary>Reads and checks the request in a call.</summary>
internal sealed class RequestReader(MessageBodyReader bodies, IOptions<MessagingOptions> messaging, TimeProvider time)
{
    private const string KeyHeader = "Idempotency-Key";

    private readonly DataPlacement _dataIn = messaging.Value.DataIn;

    /// <summary>Reads it into an empty message, which becomes the one for the device.</summary>
    internal async ValueTask<RequestRead> ReadAsync(HttpRequest request, Message message, Guid device)
    {
        var body = await bodies.ReadAsync(request, message);
        if (body.Problem is { } problem) return new(problem);

        var keyed = request.Headers.TryGetValue(KeyHeader, out var keys) || message.Id is not null;
        var now = time.GetUtcNow();
        var timeout = TimeSpan.Zero;
        TimeSpan? ttl = null;
        var wrong = keys.Count > 1 ? $"The header {KeyHeader} stands there twice." : RequestMessage.TakeKey(message, keys);
        wrong ??= RequestMessage.TakeTimeout(message, out timeout);
        wrong ??= TimeToLive.Take(message, out ttl);
        wrong ??= DeviceMessage.Complete(message, Kinds.Request, device, now)?.Detail;
        wrong ??= _dataIn.Place(message)?.Detail;
        if (wrong is not null) return new(Problems.Create(400, ProblemCodes.InvalidMessage, wrong));

        message[Fields.Deadline] = Rfc3339.Format(now + timeout);
        return new(null, timeout, ttl, keyed, body.Body);
    }
}
