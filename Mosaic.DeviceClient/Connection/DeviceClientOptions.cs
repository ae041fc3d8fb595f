using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mosaic.Devices;

/// <summary>What a <see cref="DeviceClient"/> needs to know. Checked by its constructor.</summary>
public sealed class DeviceClientOptions
{
    /// <summary>The service's address, <c>ws://host/ws</c> or <c>wss://host/ws</c>. No token goes into it.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>
    /// Gives the token (a JWT whose <c>sub</c> is the device's UUID). Asked before every connection and before every renewal,
    /// so it must give a fresh one when the last is near its end. A provider that throws counts as a connection that failed.
    /// </summary>
    public required Func<CancellationToken, ValueTask<string>> TokenProvider { get; init; }

    /// <summary>Where the token is shown; in the handshake by default.</summary>
    public AuthenticationMode Authentication { get; init; }

    /// <summary>How long before <see cref="DeviceSession.Expires"/> a fresh token is sent. One minute by default.</summary>
    public TimeSpan RenewBeforeExpiry { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The bounds of the waits between connections.</summary>
    public ReconnectBounds Reconnect { get; init; } = new();

    /// <summary>
    /// False (the default): <see cref="DeviceClient.ConnectAsync"/> throws when the first try fails.
    /// True: it goes on trying, and throws only where coming back is of no use.
    /// </summary>
    public bool RetryFirstConnect { get; init; }

    /// <summary>The longest wait for the welcome of one connection, and apart from that for a token. 30 s by default.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait for the other side's close frame before the socket is cut. 5 s by default.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Messages without an id that may wait to be sent; a caller beyond that waits for room. 256 by default.</summary>
    public int SendQueue { get; init; } = 256;

    /// <summary>
    /// Received events, and apart from them received requests, that may wait for a handler. 1,000 by default. One event more
    /// closes the connection as slow (<c>slow_handler</c>) and comes back; one request more is answered with status 503.
    /// </summary>
    public int ReceiveQueue { get; init; } = 1_000;

    /// <summary>Requests handled at a time. 16 by default.</summary>
    public int ConcurrentRequests { get; init; } = 16;

    /// <summary>Answered requests whose answers are kept for repeats. 1,000 by default.</summary>
    public int RequestMemory { get; init; } = 1_000;

    /// <summary>The largest message accepted from the service, in bytes. 1 MiB by default.</summary>
    public int MaxReceivedBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// How often the client pings, so that it notices a dead link on which it has nothing to send: the service's own pings are
    /// answered below this library and cannot be counted here. One minute by default; <see cref="TimeSpan.Zero"/> for never.
    /// </summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the answer to a ping may take. 30 s by default.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Proxy, certificates and the like. Called before every connection; the subprotocol and the token are set after it.</summary>
    public Action<ClientWebSocketOptions>? ConfigureWebSocket { get; init; }

    /// <summary>The clock for waits, backoff and renewal.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the client says what it cannot say to a caller, such as a handler that threw.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Endpoint);
        ArgumentNullException.ThrowIfNull(TokenProvider);
        if (!Endpoint.IsAbsoluteUri || Endpoint.Scheme is not ("ws" or "wss"))
        {
            throw new ArgumentException("The endpoint must be an absolute ws or wss address.", nameof(Endpoint));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(RenewBeforeExpiry, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CloseTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(KeepAliveInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(KeepAliveTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(SendQueue, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReceiveQueue, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ConcurrentRequests, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(RequestMemory, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxReceivedBytes, 1024);
        Reconnect.Validate();
    }
}

/// <summary>Where a device shows its token.</summary>
public enum AuthenticationMode
{
    /// <summary>In the handshake's <c>Authorization</c> header; and in-band all the same should the service ask.</summary>
    Handshake,

    /// <summary>Only in-band, as an answer to the service's <c>authenticate</c>.</summary>
    InBand,
}

/// <summary>
/// Exponential backoff with full jitter: the n-th wait is drawn evenly from zero to <see cref="First"/> doubled n times, at most
/// <see cref="Longest"/>. A session that outlasted its last wait's bound starts over at <see cref="First"/>.
/// </summary>
public sealed class ReconnectBounds
{
    /// <summary>The upper bound of the first wait. 1 s by default.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The upper bound of any wait the client chooses itself. 60 s by default.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest wait the service may ask for (<c>reconnectafter</c>, <c>Retry-After</c>). One hour by default.</summary>
    public TimeSpan LongestAsked { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The wait after <paramref name="failures"/> ones that were in vain.</summary>
    internal TimeSpan Draw(int failures, Random random) => random.NextDouble() * Ceiling(failures);

    internal TimeSpan Ceiling(int failures)
    {
        var ceiling = First * Math.Pow(2, Math.Min(failures, 30));
        return ceiling < Longest ? ceiling : Longest;
    }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(First, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(Longest, First);
        ArgumentOutOfRangeException.ThrowIfLessThan(LongestAsked, TimeSpan.Zero);
    }
}
