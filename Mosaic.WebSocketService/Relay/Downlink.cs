using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Mosaic.Messaging;
using Mosaic.WebSocketService.Protocol;
using Mosaic.WebSocketService.Sessions;
using RabbitMQ.Client;

namespace Mosaic.WebSocketService.Relay;

/// <summary>From RabbitMQ to the devices: consumes this instance's queue and puts each message into its device's send queue.</summary>
internal sealed partial class Downlink(
    Broker broker,
    Subscriptions subscriptions,
    SessionOpener opener,
    Takeover takeover,
    Confirmations confirmations,
    SessionRegistry registry,
    IOptions<MessagingOptions> options,
    TimeProvider time,
    ILoggerFactory loggers) : BackgroundService, IHealthCheck
{
    private readonly ILogger _logger = loggers.CreateLogger<Downlink>();
    private long _lostAt = time.GetTimestamp();
    private CancellationTokenSource _lost = new();

    /// <summary>Healthy while this instance's queue is there and read: only then can a device be subscribed.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Volatile.Read(ref _lostAt) == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("This instance's queue is not being read; no device can be subscribed."));

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var consumer = new QueueConsumer(broker.Consuming, new QueueConsumerOptions
        {
            Queue = subscriptions.Queue,
            Prefetch = options.Value.Prefetch,
            Prepare = subscriptions.DeclareAsync,
            Handler = Deliver,
            Consuming = Consuming,
        }, time, loggers.CreateLogger<QueueConsumer>());
        return Task.WhenAll(consumer.RunAsync(stoppingToken), GiveUpAsync(stoppingToken), RepairAsync(stoppingToken));
    }

    private void Consuming(bool consuming)
    {
        if (!consuming)
        {
            // From the first time on: attempts to read it again may fail as well.
            Interlocked.CompareExchange(ref _lostAt, time.GetTimestamp(), 0);
            subscriptions.Lost();
            _lost.Cancel();
            return;
        }

        Volatile.Write(ref _lostAt, 0);

        // Each by itself: those that are bound are served while others wait.
        _lost.Dispose();
        _lost = new CancellationTokenSource();
        foreach (var session in registry.Sessions)
        {
            _ = ResumeAsync(session, _lost.Token);
        }
    }

    private async Task ResumeAsync(DeviceSession session, CancellationToken lost)
    {
        try
        {
            await opener.ResumeAsync(session, lost);
        }
        catch (Exception e)
        {
            Log.ResumeFailed(_logger, session.Device, e);
            session.Connection.Close(CloseReason.SubscribeFailed);
        }
    }

    private async Task RepairAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await subscriptions.RepairAsync();
        }
    }

    /// <summary>Closes every session when the queue could not be had back in time.</summary>
    private async Task GiveUpAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (Volatile.Read(ref _lostAt) is > 0 and var lostAt && time.GetElapsedTime(lostAt) > options.Value.RecoveryTimeout)
            {
                foreach (var session in registry.Sessions)
                {
                    session.Connection.Close(CloseReason.SubscribeFailed);
                }
            }
        }
    }

    private ValueTask Deliver(Delivery delivery)
    {
        using var activity = MessagingTelemetry.StartProcess(subscriptions.Queue, delivery.Properties);
        if (ConfirmationTaken.Read(delivery.Properties) is { } taken)
        {
            confirmations.Taken(taken);
        }
        else if (delivery.Properties.Type == Kinds.Taken)
        {
            delivery.ReportUnreadable();
        }
        else if (!Uuid.TryParse(delivery.RoutingKey, out var device))
        {
            Log.NobodyThere(_logger, delivery.RoutingKey);
        }
        else if (registry.Find(device) is not { } session)
        {
            // It has left between RabbitMQ's routing and now, or its binding is a leftover. On the live lane that is nobody's promise.
            Log.NobodyThere(_logger, delivery.RoutingKey);
            subscriptions.Suspect(device);
        }
        else if (delivery.Properties.Type == Kinds.Disconnect)
        {
            session.Connection.Close(CloseReason.DisconnectedByHive);
        }
        else if (DeviceFlow.Read(delivery.Properties) is { } flow)
        {
            session.Window.Limit(flow.Credit, time.GetTimestamp() + (long)(DeviceFlow.Lifetime.TotalSeconds * time.TimestampFrequency));
        }
        else if (delivery.Properties.Type == Kinds.Takeover)
        {
            if (delivery.Properties.Headers.Epoch() is { } epoch)
            {
                takeover.Receive(session, epoch);
            }
            else
            {
                delivery.ReportUnreadable();
            }
        }
        else
        {
            Forward(session, delivery, activity);
        }

        delivery.Receipt.Acknowledge();
        return ValueTask.CompletedTask;
    }

    private void Forward(DeviceSession session, Delivery delivery, Activity? activity)
    {
        try
        {
            // Known before the frame can be answered.
            if (delivery.Properties is { Type: Kinds.Request, ReplyTo: { } replyTo, MessageId: { } id })
            {
                session.OpenRequests.Add(id, new OpenRequest(replyTo, DeadlineOf(delivery.Properties), activity?.Context ?? default));
            }

            session.Connection.Deliver(FrameBuffer.Write(delivery, static (json, delivery) => MessageWriter.Write(json, delivery.Properties, delivery.Body.Span)));
        }
        catch (Exception e) when (e is AmqpMappingException or System.Text.Json.JsonException)
        {
            // Not of the Device Service, which checks what it publishes.
            delivery.ReportUnreadable();
            Log.NotForwarded(_logger, session.Device, delivery.Properties.MessageId, e);
        }
    }

    private DateTimeOffset DeadlineOf(IReadOnlyBasicProperties properties) =>
        properties.Headers.Time(Fields.Deadline) ?? time.GetUtcNow();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "A message came for '{RoutingKey}', which has no session here.")]
        public static partial void NobodyThere(ILogger logger, string routingKey);

        [LoggerMessage(3, LogLevel.Error, "Subscribing again for device {Device} failed.")]
        public static partial void ResumeFailed(ILogger logger, Guid device, Exception exception);

        [LoggerMessage(2, LogLevel.Debug, "Message '{Id}' for device {Device} has no JSON form and is dropped.")]
        public static partial void NotForwarded(ILogger logger, Guid device, string? id, Exception exception);
    }
}
