using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Mosaic.Messaging;

/// <summary>
/// One long-lived connection to RabbitMQ that is opened again when it is lost. Channels are the business of those who
/// use it: each opens its own, and when it ends asks here for the connection anew.
/// </summary>
public sealed partial class BrokerConnection(
    IConnectionFactory factory,
    string name,
    Func<IConnection, CancellationToken, Task> opened,
    TimeProvider time,
    ILogger<BrokerConnection> logger) : IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <summary>After so long the same failure is told again.</summary>
    private static readonly TimeSpan Reminder = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly ConcurrentDictionary<ConsumerHealth, bool> _consumers = new();
    private IConnection? _connection;
    private long _toldAt;

    /// <summary>Whether the connection is open now.</summary>
    public bool IsOpen => _connection is { IsOpen: true };

    /// <summary>How those do that consume over it.</summary>
    internal ICollection<ConsumerHealth> Consumers => _consumers.Keys;

    /// <summary>Why the last attempt to open it failed; null after one that did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>The open connection; opens it, trying again with backoff until it succeeds.</summary>
    /// <exception cref="TopologyException">RabbitMQ answers, but its exchanges and queues are not Mosaic's.</exception>
    public async ValueTask<IConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection is { IsOpen: true } open)
        {
            return open;
        }

        await _opening.WaitAsync(cancellationToken);
        try
        {
            for (var delay = FirstDelay; _connection is not { IsOpen: true }; delay = Longer(delay))
            {
                if (!await TryOpenAsync(cancellationToken))
                {
                    await Task.Delay(delay * (0.5 + (Random.Shared.NextDouble() / 2)), time, cancellationToken);
                }
            }

            return _connection;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }

    /// <summary>A consumer runs until the result is disposed.</summary>
    internal IDisposable Register(ConsumerHealth consumer)
    {
        _consumers[consumer] = true;
        return new Registration(() => _consumers.TryRemove(consumer, out _));
    }

    private static TimeSpan Longer(TimeSpan delay) => delay * 2 < LongestDelay ? delay * 2 : LongestDelay;

    private async Task<bool> TryOpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_connection is { } lost)
            {
                _connection = null;
                await lost.DisposeAsync();
            }

            var connection = await factory.CreateConnectionAsync(name, cancellationToken);
            try
            {
                // The client does not wait for the answer to connection.open, which may be that there is no such virtual host.
                await using (await connection.CreateChannelAsync(cancellationToken: cancellationToken))
                {
                }

                await opened(connection, cancellationToken);
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }

            connection.ConnectionShutdownAsync += (_, reason) =>
            {
                Log.Closed(logger, name, reason.ReplyText);
                return Task.CompletedTask;
            };
            connection.ConnectionBlockedAsync += (_, blocked) =>
            {
                Log.Blocked(logger, name, blocked.Reason);
                return Task.CompletedTask;
            };
            _connection = connection;
            Failure = null;
            Log.Opened(logger, name);
            return true;
        }
        catch (Exception e) when (e is not TopologyException && !cancellationToken.IsCancellationRequested)
        {
            Tell(e);
            return false;
        }
    }

    private sealed class Registration(Action ended) : IDisposable
    {
        public void Dispose() => ended();
    }

    private void Tell(Exception error)
    {
        Log.AttemptFailed(logger, name, error);
        var reason = ReasonOf(error);
        if (reason == Failure && time.GetElapsedTime(_toldAt) < Reminder)
        {
            return;
        }

        Failure = reason;
        _toldAt = time.GetTimestamp();
        Log.OpenFailed(logger, name, reason);
    }

    /// <summary>What each node's attempt came to, in a line: the messages down to the cause, such as the socket's.</summary>
    private static string ReasonOf(Exception error) => error switch
    {
        // It only says that no node could be reached, and has the nodes' own exceptions inside.
        BrokerUnreachableException { InnerException: { } inner } => ReasonOf(inner),
        AggregateException several => string.Join(" ", several.InnerExceptions.Select(ReasonOf).Distinct()),
        { InnerException: { } inner } => $"{error.Message.TrimEnd('.')}: {ReasonOf(inner)}",
        _ => error.Message.EndsWith('.') ? error.Message : $"{error.Message}.",
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The connection to RabbitMQ '{Name}' is open.")]
        public static partial void Opened(ILogger logger, string name);

        [LoggerMessage(2, LogLevel.Warning, "The connection to RabbitMQ '{Name}' could not be opened; trying again. {Reason}")]
        public static partial void OpenFailed(ILogger logger, string name, string reason);

        [LoggerMessage(5, LogLevel.Debug, "An attempt to open the connection '{Name}' failed.")]
        public static partial void AttemptFailed(ILogger logger, string name, Exception exception);

        [LoggerMessage(3, LogLevel.Information, "The connection to RabbitMQ '{Name}' has closed: {Reason}")]
        public static partial void Closed(ILogger logger, string name, string reason);

        [LoggerMessage(4, LogLevel.Warning, "RabbitMQ takes no messages on the connection '{Name}' for now: {Reason}")]
        public static partial void Blocked(ILogger logger, string name, string reason);
    }
}
