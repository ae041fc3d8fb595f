using Mosaic.Messaging;

namespace Mosaic.DeviceService.Requests;

/// <summary>Takes out of a caller's request what is for the service and not for the device.</summary>
internal static class RequestMessage
{
    private const string TimeoutField = "timeout";
    private const double DefaultSeconds = 30;

    /// <summary>Takes the field <c>timeout</c> out.</summary>
    /// <returns>What is wrong, for a person; null when all is well.</returns>
    internal static string? TakeTimeout(Message message, out TimeSpan timeout)
    {
        var seconds = message[TimeoutField] switch
        {
            null => DefaultSeconds,
            long whole => whole,
            double number => number,
            _ => 0,
        };
        message.Headers.Remove(TimeoutField);
        var valid = seconds is >= 1 and <= 300;
        timeout = valid ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
        return valid ? null : "The field 'timeout' is not a number of seconds from 1 to 300.";
    }

    /// <summary>Makes the header <c>Idempotency-Key</c>, if there is one, the request's id.</summary>
    /// <returns>What is wrong, for a person; null when all is well.</returns>
    internal static string? TakeKey(Message message, string? idempotencyKey)
    {
        if (idempotencyKey is null) return null;
        if (!MessageRules.IsCallersId(idempotencyKey)) return $"The header Idempotency-Key is not {MessageRules.CallersIdForm}.";
        if (message[Fields.Id] is { } id && id as string != idempotencyKey) return "The header Idempotency-Key and the field 'id' differ.";
        message[Fields.Id] = idempotencyKey;
        return null;
    }
}
