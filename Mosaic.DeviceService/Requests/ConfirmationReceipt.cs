using Mosaic.Messaging;

namespace Mosaic.DeviceService.Requests;

/// <summary>Stands for a confirmation that was delivered to this instance, until it is known what became of it. The first word counts.</summary>
internal sealed class ConfirmationReceipt(Delivery delivery, ReadOnlyMemory<byte> body, LateConfirmations late, TakenReports reports)
{
    private int _settled;

    /// <summary>A call was answered with it.</summary>
    internal void Answered()
    {
        if (Interlocked.Exchange(ref _settled, 1) != 0) return;
        delivery.Receipt.Acknowledge();
        reports.Report(delivery.Properties);
    }

    /// <summary>No call was answered with it: it goes on to the Hive Backend.</summary>
    internal ValueTask UnansweredAsync() =>
        Interlocked.Exchange(ref _settled, 1) == 0 ? late.ForwardAsync(delivery with { Body = body }) : ValueTask.CompletedTask;
}
