using Mosaic.Messaging;

namespace Mosaic.DeviceService.Send;

/// <summary>The field <c>ttl</c> of a call: how long the message is kept for a device that is not connected. Not for the device.</summary>
internal static class TimeToLive
{
    private const string Field = "ttl";
    private const double MaxSeconds = 24 * 60 * 60;

    /// <summary>Takes the field out; null when it is absent.</summary>
    /// <returns>What is wrong, for a person; null when all is well.</returns>
    internal static string? Take(Message message, out TimeSpan? ttl)
    {
        ttl = null;
        if (!message.Headers.Remove(Field, out var value) || value is null) return null;
        var seconds = value switch
        {
            long whole => whole,
            double number => number,
            _ => 0,
        };
        if (seconds is not (>= 1 and <= MaxSeconds)) return $"The field 'ttl' is not a number of seconds from 1 to {MaxSeconds}.";
        ttl = TimeSpan.FromSeconds(seconds);
        return null;
    }
}
