using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.HiveConsole;

/// <summary>What the console shows and where it points. Section <c>Console</c>.</summary>
public sealed class ConsoleOptions
{
    internal const string Section = "Console";

    /// <summary>The dashboard that shows traces; without it trace ids can only be copied.</summary>
    [Address("http", "https")]
    public string DashboardUrl { get; set; } = "";

    /// <summary>The WebSocket Service as a browser reaches it; without it there is no browser device.</summary>
    [Address("http", "https", "ws", "wss")]
    public string WebSocketUrl { get; set; } = "";

    /// <summary>How many devices the fleet shows; further ones are counted only.</summary>
    [Range(1, 1_000_000), Unit("devices")]
    public int MaxDevices { get; set; } = 100_000;

    /// <summary>The address of a browser device's WebSocket; null when none is configured.</summary>
    internal Uri? DeviceEndpoint()
    {
        if (WebSocketUrl.Length == 0)
        {
            return null;
        }

        var given = new Uri(WebSocketUrl);
        var address = new UriBuilder(given) { Query = "", Fragment = "", Port = given.IsDefaultPort ? -1 : given.Port };
        address.Scheme = address.Scheme is "https" or "wss" ? "wss" : "ws";
        address.Path = $"{address.Path.TrimEnd('/')}/ws";
        return address.Uri;
    }
}

/// <summary>What the pages need to know of the configuration.</summary>
/// <param name="Dashboard">The dashboard's address without a slash at the end; null when there is none.</param>
/// <param name="WebSocket">The address devices connect to; null when it is not known.</param>
internal sealed record ConsoleSettings(string? Dashboard, [property: JsonPropertyName("websocket")] Uri? WebSocket)
{
    internal static ConsoleSettings Of(ConsoleOptions options) => new(
        options.DashboardUrl.Length == 0 ? null : options.DashboardUrl.TrimEnd('/'),
        options.DeviceEndpoint());
}
