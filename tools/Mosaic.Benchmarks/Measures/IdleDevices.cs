using Mosaic.Benchmarks.Load;
using Mosaic.Benchmarks.Results;
using Mosaic.Benchmarks.Running;

namespace Mosaic.Benchmarks.Measures;

/// <summary>
/// P8 and P7: how fast a storm of devices gets in, each authenticated, subscribed and welcomed, and what memory each takes when
/// it keeps still. For the bare server of comparison likewise.
/// </summary>
internal static class IdleDevices
{
    /// <summary>Devices of the storm.</summary>
    private const int StormSize = 10_000;

    /// <summary>Devices connected in the end. With both ends here 20,000 open files would be the limit.</summary>
    private const int All = 15_000;

    private const int WarmUp = 500;

    /// <summary>Until the memory of connecting is given back, or never is.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(
        string memoryId, string rateId, string what, ProcessUnderTest process, Uri address, bool authenticated, CancellationToken cancellationToken)
    {
        // Tokens are issued before: that is not what is measured.
        IReadOnlyList<string>? Tokens(int count) => authenticated ? [.. Enumerable.Range(0, count).Select(_ => DeviceTokens.Issue(Guid.NewGuid()))] : null;
        using (var warmUp = new Storm())
        {
            await warmUp.ConnectAsync(address, Tokens(WarmUp), WarmUp, cancellationToken);
        }

        await Task.Delay(Settling / 2, cancellationToken);

        var before = process.ResidentBytes();
        using var storm = new Storm();
        var rate = await storm.ConnectAsync(address, Tokens(StormSize), StormSize, cancellationToken);
        await storm.ConnectAsync(address, Tokens(All - StormSize), All - StormSize, cancellationToken);
        await Task.Delay(Settling, cancellationToken);
        var each = (process.ResidentBytes() - before) / (double)All;
        return
        [
            new Figure(memoryId, $"{what}: memory of each of {All:N0} idle devices", each / 1024, "KiB", All, All - storm.Failed),
            new Figure(rateId, $"{what}: devices that get in, of {StormSize:N0} at once", rate, "devices/s", All, All - storm.Failed),
        ];
    }
}
