using Mosaic.Messaging;

namespace Mosaic.DeviceService.Api;

/// <summary>
/// Makes a caller's message one that a device can be sent: takes out what is for this service and not for the device, checks the other
/// fields and sets those that are the service's.
/// </summary>
internal static class DeviceMessage
{
    private const string DefaultSource = "/hive";
    private const string TimeToLiveField = "ttl";
    private const double MaxTimeToLive = 24 * 60 * 60;
    private const string TimeoutField = "timeout";
    private const double DefaultTimeout = 30;
    private const double MaxTimeout = 300;

    /// <summary>Takes out the field <c>ttl</c>: how long the message is kept for a device that is not connected. Null when it is absent.</summary>
    /// <returns>What is wrong, for a person; null when all is well.</returns>
    public static string? TakeTimeToLive(Message message, out TimeSpan? ttl)
    {
        ttl = null;
        if (Take(message, TimeToLiveField) is not { } seconds)
        {
            return null;
        }

        if (seconds is not (>= 1 and <= MaxTimeToLive))
        {
            return $"The field 'ttl' is not a number of seconds from 1 to {MaxTimeToLive}.";
        }

        ttl = TimeSpan.FromSeconds(seconds);
        return null;
    }

    /// <summary>Takes out the field <c>timeout</c> of a request: how long the device's confirmation is waited for.</summary>
    /// <returns>What is wrong, for a person; null when all is well.</returns>
    public static string? TakeTimeout(Message message, out TimeSpan timeout)
    {
        timeout = TimeSpan.Zero;
        var seconds = Take(message, TimeoutField) ?? DefaultTimeout;
        if (seconds is not (>= 1 and <= MaxTimeout))
        {
            return $"The field 'timeout' is not a number of seconds from 1 to {MaxTimeout}.";
        }

        timeout = TimeSpan.FromSeconds(seconds);
        return null;
    }

    /// <summary>Makes the header <c>Idempotency-Key</c>, if there is one, the request's id.</summary>
    /// <returns>What is wrong, for a person; null when all is well.</returns>
    public static string? TakeKey(Message message, string? idempotencyKey)
    {
        if (idempotencyKey is null)
        {
            return null;
        }

        if (!MessageRules.IsCallersId(idempotencyKey))
        {
            return $"The header Idempotency-Key is not {MessageRules.CallersIdForm}.";
        }

        if (message[Fields.Id] is { } id && id as string != idempotencyKey)
        {
            return "The header Idempotency-Key and the field 'id' differ.";
        }

        message[Fields.Id] = idempotencyKey;
        return null;
    }

    /// <summary>Checks the fields that the caller gave and sets the rest.</summary>
    /// <returns>What is wrong; null when all is well.</returns>
    public static MessageError? Complete(Message message, string kind, Guid device, DateTimeOffset now)
    {
        if (MessageRules.CheckToDevice(message, kind, device) is { } error)
        {
            return error;
        }

        message[Fields.Kind] = kind;
        message[Fields.SpecVersion] = MessageRules.SpecVersion;
        message[Fields.Source] ??= DefaultSource;
        message[Fields.Id] ??= Guid.CreateVersion7(now).ToString("D");
        message[Fields.Time] ??= Rfc3339.Format(now);
        message[Fields.Device] = Topology.DeviceKey(device);
        return null;
    }

    /// <returns>The field's number of seconds; null when it is absent, 0 when it is no number.</returns>
    private static double? Take(Message message, string field)
    {
        message.Headers.Remove(field, out var value);
        return value switch
        {
            null => null,
            long whole => whole,
            double number => number,
            _ => 0,
        };
    }
}
