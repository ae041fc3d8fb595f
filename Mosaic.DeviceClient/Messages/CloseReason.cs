namespace Mosaic.Devices;

/// <summary>Why there is no connection: what the service said, or what happened here.</summary>
public sealed record CloseReason
{
    /// <summary>The WebSocket close code (RFC 6455 section 7.4, and the protocol's table); null without a close frame.</summary>
    public int? CloseCode { get; init; }

    /// <summary>The HTTP status of a refused handshake; null when there was none.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>
    /// The protocol's <c>error.code</c>, or one of this library's: <c>connection_lost</c>, <c>closed_by_client</c>,
    /// <c>unreachable</c>, <c>handshake_refused</c>, <c>welcome_timeout</c>, <c>token_unavailable</c>, <c>slow_handler</c>,
    /// <c>invalid_frame</c>, <c>client_fault</c>, and <c>goaway</c>.
    /// </summary>
    public required string ErrorCode { get; init; }

    /// <summary>A text for people; null when there is none.</summary>
    public string? Detail { get; init; }

    /// <summary>Whether coming back may help without a change: false for 4500 to 4999, 1003, 1007, 1009, and HTTP 400 and 401.</summary>
    public bool Retry => NextStep == NextStep.ComeBack;

    /// <summary>How long the service asked to stay away: from <c>goaway</c>, the error before the close, or <c>Retry-After</c>.</summary>
    public TimeSpan? ReconnectAfter { get; init; }

    internal NextStep NextStep { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{ErrorCode}{(CloseCode is { } code ? $" ({code})" : "")}{(HttpStatus is { } status ? $" (HTTP {status})" : "")}"
        + (Detail is null ? "" : $": {Detail}");
}

/// <summary>What a lost or refused connection means for the next one.</summary>
internal enum NextStep
{
    ComeBack,

    /// <summary>Once more with a token from the provider; the second refusal in a row ends it.</summary>
    FreshToken,

    Stop,
}
