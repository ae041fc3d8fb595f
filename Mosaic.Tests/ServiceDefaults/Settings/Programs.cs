using Microsoft.Extensions.Hosting;
using Mosaic.DeviceService;
using Mosaic.HiveBackendStub;
using Mosaic.WebSocketService;

namespace Mosaic.Tests.ServiceDefaults.Settings;

/// <summary>The programs whose settings docs/configuration.md lists, put together as they are when they run.</summary>
internal static class Programs
{
    private static readonly string[] Hive = ["--Hive:ApiKey=key", "--Hive:WebhookSecret=secret"];

    private static readonly Dictionary<string, (string[] Required, Func<string[], IHost> Build)> All = new()
    {
        ["websocket-service"] = (["--Authentication:JwksUrl=http://issuer.test/jwks"], WebSocketServiceHost.Build),
        ["device-service"] = (Hive, DeviceServiceApp.Build),
        ["hive-backend"] = (Hive, args => HiveBackend.Build(args)),
    };

    internal static IEnumerable<string> Names => All.Keys;

    /// <summary>A program that has what it needs to start, and <paramref name="settings"/> after it.</summary>
    internal static IHost Build(string program, params string[] settings) => All[program].Build([.. All[program].Required, .. settings]);
}
