using System.ComponentModel.DataAnnotations;

namespace Mosaic.DeviceService.Sharing;

/// <summary>How the instances share the partitions: section <c>Sharing</c> of the configuration.</summary>
internal sealed class SharingOptions
{
    internal const string Section = "Sharing";

    /// <summary>How often an instance tells the others that it delivers. One that is silent for three times as long has no share any more. The same in every instance.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(5);
}
