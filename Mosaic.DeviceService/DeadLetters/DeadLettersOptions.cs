using System.ComponentModel.DataAnnotations;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>How the dead letters are read: section <c>DeadLetters</c> of the configuration.</summary>
internal sealed class DeadLettersOptions
{
    internal const string Section = "DeadLetters";

    /// <summary>How many of them one call looks at, the oldest first.</summary>
    [Range(1, 10_000_000), Unit("messages")]
    public int MaxScan { get; set; } = 50_000;

    /// <summary>How long a call waits while another reads them.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
