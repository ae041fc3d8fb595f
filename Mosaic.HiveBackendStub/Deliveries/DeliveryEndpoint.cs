using Mosaic.HiveBackendStub.Faults;
using Mosaic.HiveBackendStub.Http;
using Mosaic.HiveConsole.Fleet;

namespace Mosaic.HiveBackendStub.Deliveries;

/// <summary><c>POST /device-events</c>: where the Device Service delivers what devices send.</summary>
internal sealed partial class DeliveryEndpoint(
    WebhookVerifier verifier, MessageStore store, DeliveryCounters counters, FaultInjector faults, DeviceFleet fleet,
    ILogger<DeliveryEndpoint> logger)
{
    private const string SingleType = "application/cloudevents+json";
    private const string BatchType = "application/cloudevents-batch+json";

    internal async Task HandleAsync(HttpContext context)
    {
        // 1. What is it?
        if (IsBatch(context.Request.ContentType) is not { } batch)
        {
            counters.CountInvalid();
            await RefuseAsync(context, 415, "unsupported-media-type", $"The body must be {SingleType} or {BatchType}.");
            return;
        }

        // 2. Who sends it? Without the headers its body is not even read.
        if (WebhookHeaders.From(context.Request.Headers) is not { } headers)
        {
            counters.CountSignatureFailure();
            await RefuseAsync(context, 401, "invalid-signature",
                "One of webhook-id, webhook-timestamp and webhook-signature is missing.");
            return;
        }

        // 3. Read, verify and take apart; the events own their bytes, so the buffer goes back before anything waits.
        if (await ReadAsync(context, headers, batch) is not { } events)
        {
            return;
        }

        // 4. Fail when told to.
        if (!await faults.PassAsync(context, events.Select(delivered => delivered.Device).OfType<Guid>()))
        {
            return;
        }

        // 5. Keep it, and only then say so. A 2xx that a fault asked for is already set.
        store.Add(events, headers.Id, context.Request.Headers.TraceParent);
        foreach (var delivered in events)
        {
            if (delivered.Device is { } device)
            {
                fleet.Delivered(device, delivered.Type, delivered.Sequence, delivered.Json);
            }
        }
        if (context.Response.StatusCode == StatusCodes.Status200OK)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }

        Stored(logger, events.Length, headers.Id);
    }

    private async ValueTask<DeliveredEvent[]?> ReadAsync(HttpContext context, WebhookHeaders headers, bool batch)
    {
        using var body = await SignedBody.ReadAsync(context.Request, headers, context.RequestAborted);
        var verdict = verifier.Verify(headers, body.Signed);
        if (verdict != WebhookVerdict.Valid)
        {
            counters.CountSignatureFailure();
            SignatureRefused(logger, verdict, headers.Id);
            await RefuseAsync(context, 401, "invalid-signature", Explain(verdict));
            return null;
        }
        try
        {
            return EventReader.Read(body.Body, batch);
        }
        catch (InvalidEventException invalid)
        {
            counters.CountInvalid();
            await RefuseAsync(context, 400, "invalid-event", invalid.Message);
            return null;
        }
    }

    private static bool? IsBatch(ReadOnlySpan<char> contentType)
    {
        var parameters = contentType.IndexOf(';');
        var mediaType = (parameters < 0 ? contentType : contentType[..parameters]).Trim();
        if (mediaType.Equals(SingleType, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return mediaType.Equals(BatchType, StringComparison.OrdinalIgnoreCase) ? true : null;
    }

    private static string Explain(WebhookVerdict verdict) => verdict switch
    {
        WebhookVerdict.TimestampUnreadable => "webhook-timestamp is not a number of seconds since 1970.",
        WebhookVerdict.TimestampOutOfTolerance => "webhook-timestamp is more than five minutes from the time here.",
        _ => "No signature in webhook-signature matches one of the secrets.",
    };

    private static Task RefuseAsync(HttpContext context, int status, string code, string detail) =>
        Problems.Create(status, code, detail).ExecuteAsync(context);

    // Nothing above Debug for a message: thousands arrive a second. The counts are at /stats.
    [LoggerMessage(Level = LogLevel.Debug, Message = "Stored or recognised {Count} events of delivery {WebhookId}")]
    private static partial void Stored(ILogger logger, int count, string webhookId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Refused delivery {WebhookId}: {Verdict}")]
    private static partial void SignatureRefused(ILogger logger, WebhookVerdict verdict, string webhookId);
}

/// <summary>Counts the deliveries that were refused.</summary>
internal sealed class DeliveryCounters
{
    private long _signatureFailures;
    private long _invalid;

    internal long SignatureFailures => Interlocked.Read(ref _signatureFailures);

    internal long Invalid => Interlocked.Read(ref _invalid);

    internal void CountSignatureFailure() => Interlocked.Increment(ref _signatureFailures);

    internal void CountInvalid() => Interlocked.Increment(ref _invalid);
}
