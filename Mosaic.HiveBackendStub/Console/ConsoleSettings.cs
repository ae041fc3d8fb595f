using System.Text.Json.Serialization;

namespace Mosaic.HiveBackendStub.Console;

/// <summary>What the pages need to know of the configuration.</summary>
/// <param name="Dashboard">The dashboard's address without a slash at the end; null when there is none.</param>
/// <param name="WebSocket">The address devices connect to; null when it is not known.</param>
internal sealed record ConsoleSettings(string? Dashboard, [property: JsonPropertyName("websocket")] Uri? WebSocket)
{
    internal static ConsoleSettings Of(ConsoleOptions options) => new(
        options.DashboardUrl.Length == 0 ? null : options.DashboardUrl.TrimEnd('/'),
        options.DeviceEndpoint());
}
