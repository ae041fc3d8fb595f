using System.ComponentModel.DataAnnotations;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>How the dead letters are read: section <c>DeadLetters</c> of the configuration.</summary>
internal sealed class DeadLettersOptions
{
    internal const string Section = "DeadLetters";

    /// <summary>How many of them one call looks at, the oldest first, 1 to 65,535.</summary>
    [Range(1, 65_535)]
    public int MaxScan { get; set; } = 50_000;

    /// <summary>How long a call waits while another reads them, 0 to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
