using System.ComponentModel.DataAnnotations;

namespace Mosaic.DeviceService.Deliver;

/// <summary>How many messages share a post: section <c>Delivery:Batch</c>.</summary>
internal sealed class BatchOptions
{
    /// <summary>Messages in one post, 1 to 1,000. With 1 every message is posted singly.</summary>
    [Range(1, 1000)]
    public int MaxMessages { get; set; } = 1;

    /// <summary>Bytes in one post of several messages, 1 KiB to 64 MiB; a greater message is posted singly.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxBytes { get; set; } = 1024 * 1024;
}
