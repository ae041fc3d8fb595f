using System.ComponentModel.DataAnnotations;
using Mosaic.Settings;

namespace Mosaic.DeviceService.Requests;

/// <summary>How requests wait for their device: section <c>Requests</c> of the configuration.</summary>
internal sealed class RequestsOptions
{
    internal const string Section = "Requests";

    /// <summary>Requests that may wait at a time; beyond it callers get 429.</summary>
    [Range(1, 1_000_000), Unit("requests")]
    public int MaxWaiting { get; set; } = 10_000;
}
