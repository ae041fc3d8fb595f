using System.ComponentModel.DataAnnotations;

namespace Mosaic.WebSocketService.Connections;

/// <summary>The bounds of device connections: section <c>Connections</c>.</summary>
internal sealed class ConnectionOptions
{
    public const string Section = "Connections";

    /// <summary>Connections of one instance at most, 1 to 1,000,000. Below what the process may open in files.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 18_000;

    /// <summary>How often a silent device is pinged, 1 s to 10 min. It has half of that to answer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Messages of a device that may be unconfirmed at a time, 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int Window { get; set; } = 64;

    /// <summary>The size of a message at most, 1,024 bytes to 16 MiB.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxMessageBytes { get; set; } = 262_144;

    /// <summary>How long a device may take to send its token, 1 s to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan AuthenticationTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Messages that may wait for a device that does not read, 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int SendQueueMessages { get; set; } = 256;

    /// <summary>Bytes that may wait for a device that does not read, 64 KiB to 1 GiB.</summary>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public int SendQueueBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How long a device may take to answer a close, 0.1 s to 1 min; then the connection is cut.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long devices may take to leave when the service stops, 0 to 5 min; then they are closed with 1012.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Over what time devices are told to spread their coming back after a stop, 0 to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ReconnectSpread { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Origins (RFC 6454) of web pages that may connect. Devices send no <c>Origin</c>; browsers always do, and are
    /// refused unless theirs is here.
    /// </summary>
    public string[] AllowedOrigins { get; set; } = [];
}
