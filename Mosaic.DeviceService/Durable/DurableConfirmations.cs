using Mosaic.Messaging;

namespace Mosaic.DeviceService.Durable;

/// <summary>
/// Takes the confirmations of durable requests out of what the partitions deliver. One is acknowledged to RabbitMQ when the journal has
/// it; one that comes too late for that goes to the Hive Backend, marked late, as any other does.
/// </summary>
internal sealed partial class DurableConfirmations(
    RequestLedger ledger, Journal journal, LateConfirmations late, TimeProvider time, ILogger<DurableConfirmations> logger)
{
    private const int AtATime = 1000;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _room = new(AtATime, AtATime);

    /// <summary>Takes a confirmation over while its buffers are valid. False when it is no durable request's, or a late one.</summary>
    public async ValueTask<bool> TryTakeAsync(Delivery delivery)
    {
        var properties = delivery.Properties;
        if (properties.Headers.Has(Fields.Late))
        {
            return false;
        }

        if (!DeviceConfirmation.TryRead(properties, delivery.Body, out var request, out var confirmation))
        {
            return false;
        }

        // One without the mark comes from another session than the request went to, if it is any durable request's at all.
        var marked = DurableAnswer.IsMarked(properties);
        var known = Find(request);
        if (known is { IsEnded: true })
        {
            return Ended(known, delivery, marked);
        }

        if (!marked && known?.State != DurableState.Sent)
        {
            return false;
        }

        await _room.WaitAsync(delivery.Receipt.ChannelClosed);
        _ = SettleAsync(delivery with { Body = delivery.Body.ToArray() }, request, confirmation!);
        return true;
    }

    private static bool Ended(DurableMessage known, Delivery delivery, bool marked)
    {
        if (known.Confirmation is { } id && id == delivery.Properties.Headers.Text(Fields.Id))
        {
            delivery.Receipt.Acknowledge(); // RabbitMQ delivers again what was not acknowledged.
            return true;
        }

        if (marked)
        {
            delivery.Properties.Headers![Fields.Late] = true;
        }

        return false;
    }

    private async Task SettleAsync(Delivery delivery, MessageKey request, DeviceConfirmation confirmation)
    {
        var closed = delivery.Receipt.ChannelClosed;
        try
        {
            // The device can be faster than this instance reads the journal.
            while (Find(request) is null && !await journal.CatchUpAsync())
            {
                await Task.Delay(RetryDelay, time, closed);
            }

            if (await IsTakenAsync(delivery, request, confirmation))
            {
                delivery.Receipt.Acknowledge();
            }
            else
            {
                await late.ForwardAsync(delivery);
            }
        }
        catch (OperationCanceledException) when (closed.IsCancellationRequested)
        {
            // RabbitMQ delivers it again.
        }
        catch (Exception e)
        {
            Log.Failed(logger, request.Id, request.Device, e);
            delivery.Receipt.Abandon();
        }
        finally
        {
            _room.Release();
        }
    }

    private async Task<bool> IsTakenAsync(Delivery delivery, MessageKey request, DeviceConfirmation confirmation)
    {
        if (Find(request) is null)
        {
            return false;
        }

        var id = delivery.Properties.Headers.Text(Fields.Id);
        var entry = journal.Entry(JournalKinds.Confirmed, request) with { Body = confirmation.Data, IsBinary = confirmation.IsBinary, Status = confirmation.Status, Confirmation = id };
        Appended appended;
        while (!(appended = await journal.AppendAsync(entry)).IsRead)
        {
            await Task.Delay(RetryDelay, time, delivery.Receipt.ChannelClosed);
        }

        // Too late may be behind itself, when it was written and that was not noticed.
        return appended.Counts || (id is not null && Find(request)?.Confirmation == id);
    }

    private DurableMessage? Find(MessageKey request) => ledger.Find(request, time.GetUtcNow());

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A confirmation of request '{Id}' of device {Device} could not be taken; it comes again.")]
        public static partial void Failed(ILogger logger, string id, Guid device, Exception exception);
    }
}
