using Mosaic.Messaging;

namespace Mosaic.DeviceService.Requests;

/// <summary>Stands for a confirmation that a call waited for, until it is known whether the call was answered with it. The first word counts.</summary>
internal sealed class ConfirmationReceipt(Delivery delivery, ReadOnlyMemory<byte> body, LateConfirmations late, TakenReports reports)
{
    private int _settled;

    /// <summary>A call was answered with it.</summary>
    internal void Answered()
    {
        if (Interlocked.Exchange(ref _settled, 1) == 0) reports.Report(delivery.Properties);
    }

    /// <summary>No call was answered with it: it goes on to the Hive Backend.</summary>
    internal ValueTask UnansweredAsync() =>
        Interlocked.Exchange(ref _settled, 1) == 0 ? late.ForwardAsync(delivery with { Body = body }, acknowledged: true) : ValueTask.CompletedTask;
}
