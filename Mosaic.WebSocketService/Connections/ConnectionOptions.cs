using System.ComponentModel.DataAnnotations;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.WebSocketService.Connections;

/// <summary>The bounds of device connections: section <c>Connections</c>.</summary>
internal sealed class ConnectionOptions
{
    public const string Section = "Connections";

    /// <summary>Connections of one instance at most. Keep it below the files that the process may open: docs/operations.md.</summary>
    [Range(1, 1_000_000), Unit("connections")]
    public int MaxConnections { get; set; } = 18_000;

    /// <summary>How long a device may be silent before it is pinged. It has half as long again to answer, then it is closed with 4000.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Messages of a device that may be unconfirmed at a time.</summary>
    [Range(1, 10_000), Unit("messages")]
    public int Window { get; set; } = 64;

    /// <summary>The size of a device's message at most.</summary>
    [Range(1024, 16 * 1024 * 1024), Unit("bytes")]
    public int MaxMessageBytes { get; set; } = 262_144;

    /// <summary>How long a device may take to send its token; then it is closed with 4003.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan AuthenticationTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Messages that may wait for a device that does not read; with more it is closed with 4001.</summary>
    [Range(1, 100_000), Unit("messages")]
    public int SendQueueMessages { get; set; } = 256;

    /// <summary>Bytes that may wait for a device that does not read; with more it is closed with 4001. One message that is larger by itself may wait beside them.</summary>
    [Range(64 * 1024, 1024 * 1024 * 1024), Unit("bytes")]
    public int SendQueueBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How long a device may take to answer a close; then the connection is cut.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long devices may take to leave when the service stops; then they are closed with 1012.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Over what time devices are told to spread their coming back after a stop.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ReconnectSpread { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Origins (RFC 6454) of web pages that may connect. Devices send no <c>Origin</c>; browsers always do, and are
    /// refused unless theirs is here.
    /// </summary>
    public string[] AllowedOrigins { get; set; } = [];
}
