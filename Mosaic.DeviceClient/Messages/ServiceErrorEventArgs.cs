namespace Mosaic.Devices;

/// <summary>
/// An error of the service that no caller waits for. The connection stays, unless the error is the one before a close, which
/// <see cref="DeviceClient.StateChanged"/> then tells as well.
/// </summary>
public sealed class ServiceErrorEventArgs(string code, string? detail, bool retry, string? id) : EventArgs
{
    /// <summary>The protocol's <c>code</c>, such as <c>missing_type</c> or <c>invalid_token</c> (a renewal that failed).</summary>
    public string Code { get; } = code;

    /// <summary>A text for people; null when there is none.</summary>
    public string? Detail { get; } = detail;

    /// <summary>Whether sending the same again may help.</summary>
    public bool Retry { get; } = retry;

    /// <summary>The id of the refused message, which nobody waited for; null for a message without one.</summary>
    public string? Id { get; } = id;
}
