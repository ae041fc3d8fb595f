using System.ComponentModel.DataAnnotations;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.DeviceService.Deliver;

/// <summary>How many messages share a post: section <c>Delivery:Batch</c>.</summary>
internal sealed class BatchOptions
{
    /// <summary>Messages in one post. With 1 every message is posted singly.</summary>
    [Range(1, 1000), Unit("messages")]
    public int MaxMessages { get; set; } = 1;

    /// <summary>Bytes in one post of several messages; a greater message is posted singly.</summary>
    [Range(1024, 64 * 1024 * 1024), Unit("bytes")]
    public int MaxBytes { get; set; } = 1024 * 1024;
}
