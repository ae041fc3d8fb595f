using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Mosaic.Benchmarks.Running;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.Benchmarks.Peers;

/// <summary>Kestrel with a WebSocket and nothing else, in a process of its own: what a connection costs at least.</summary>
internal static class BareWebSocket
{
    /// <summary>The argument that makes the benchmark's program this server instead.</summary>
    public const string Command = "bare-websocket";

    private const string Name = "bare-websocket";

    /// <returns>The running server, its process, and where its WebSocket is.</returns>
    public static async Task<(ProcessUnderTest Process, Uri WebSocket)> StartAsync(CancellationToken cancellationToken)
    {
        var port = Ports.Free();
        var builder = LocalApplication.CreateBuilder();
        builder.AddExecutable(Name, "dotnet", AppContext.BaseDirectory, Assembly.GetExecutingAssembly().Location, Command, port.ToString(CultureInfo.InvariantCulture))
            .WithHttpEndpoint(port, isProxied: false).WithHttpHealthCheck("/health");
        return (new ProcessUnderTest(await LocalApplication.StartAsync(builder, cancellationToken), Name), new Uri($"http://127.0.0.1:{port}/ws"));
    }

    /// <summary>Serves until told to stop.</summary>
    public static async Task<int> RunAsync(string port)
    {
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            SettingsRefusal.ThrowIfAny([$"{Command} needs a port, not '{port}'."]);
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, number));
        await using var server = builder.Build();
        server.UseWebSockets();
        server.MapGet("/health", () => "");
        server.Map("/ws", HoldAsync);
        await server.RunAsync();
        return 0;
    }

    private static async Task HoldAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await socket.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        try
        {
            while ((await socket.ReceiveAsync(Memory<byte>.Empty, context.RequestAborted)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The benchmark's devices leave without a word.
        }
    }
}
