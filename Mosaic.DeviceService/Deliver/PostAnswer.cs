namespace Mosaic.DeviceService.Deliver;

/// <summary>How the Hive Backend answered a post, or that it did not.</summary>
/// <param name="Status">The HTTP status; 0 when there was no answer.</param>
/// <param name="RetryAfter">How long it asked to wait, if it did.</param>
/// <param name="Detail">The beginning of a refusal's body, or why there was no answer.</param>
internal readonly record struct PostAnswer(int Status, TimeSpan? RetryAfter = null, string? Detail = null)
{
    /// <summary>No answer in time.</summary>
    internal static readonly PostAnswer TimedOut = new(0, Detail: "The Hive Backend did not answer in time.");

    /// <summary>No connection, or it broke before the answer.</summary>
    internal static PostAnswer NotConnected(string reason) => new(0, Detail: reason);
}
