using System.ComponentModel.DataAnnotations;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.DeviceService.Durable;

/// <summary>How requests wait for their device: section <c>Requests</c> of the configuration.</summary>
internal sealed class RequestsOptions
{
    public const string Section = "Requests";

    /// <summary>Requests that may wait at a time; beyond it callers get 429.</summary>
    [Range(1, 1_000_000), Unit("requests")]
    public int MaxWaiting { get; set; } = 10_000;

    /// <summary>Durable requests and events that may be without an outcome, over all devices; beyond it callers get 429. Every instance holds them.</summary>
    [Range(1, 1_000_000), Unit("messages")]
    public int MaxPending { get; set; } = 10_000;

    /// <summary>Of those without an outcome, how many one device may have; beyond it callers get 429.</summary>
    [Range(1, 1_000_000), Unit("messages")]
    public int MaxPendingPerDevice { get; set; } = 100;

    /// <summary>What the bodies of those without an outcome may have together; beyond it callers get 429.</summary>
    [Range(1_048_576, int.MaxValue), Unit("bytes")]
    public int MaxPendingBytes { get; set; } = 67_108_864;

    /// <summary>Outcomes of durable requests that are kept, of their 24 hours' worth; the oldest are forgotten first. The same in every instance.</summary>
    [Range(0, 10_000_000), Unit("requests")]
    public int MaxEnded { get; set; } = 100_000;

    /// <summary>What the devices' data in the kept outcomes may have together; the oldest are forgotten first. The same in every instance.</summary>
    [Range(0, int.MaxValue), Unit("bytes")]
    public int MaxEndedBytes { get; set; } = 67_108_864;
}
