using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Mosaic.Benchmarks.Load;

namespace Mosaic.Benchmarks.Peers;

/// <summary>Pushpin: messages of a WebSocket become POSTs of several, and a publish endpoint sends to WebSockets.</summary>
internal static class Pushpin
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Why it cannot run; null when it can.</summary>
    public static string? Missing => Peer.Find("pushpin") is null || Peer.Find("zurl") is null ? "Pushpin is not installed (Debian: pushpin)" : null;

    /// <returns>The running peer, where its WebSocket is, and where it takes what is to be published.</returns>
    public static async Task<(Peer Peer, Uri WebSocket, Uri Publish)> StartAsync(Uri backend, CancellationToken cancellationToken)
    {
        var (port, publish) = (Ports.Free(), Ports.Free());
        var peer = await Peer.StartAsync("pushpin", port, folder =>
        {
            var (file, zurl) = (Path.Combine(folder, "pushpin.conf"), Path.Combine(folder, "zurl.conf"));
            File.WriteAllText(file, Configuration(port, publish, folder));
            File.WriteAllText(zurl, ZurlConfiguration(folder));
            File.WriteAllText(Path.Combine(folder, "routes"), $"* {backend.Authority},over_http\n");
            return [(Peer.Find("zurl")!, [$"--config={zurl}"]), (Peer.Find("pushpin")!, ["--config", file])];
        }, cancellationToken);
        var webSocket = new Uri($"http://127.0.0.1:{port}/ws");
        try
        {
            await WaitForHandshakeAsync(webSocket, cancellationToken);
            return (peer, webSocket, new Uri($"http://127.0.0.1:{publish}/publish/"));
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    // Its port listens before the programs behind it have found each other.
    private static async Task WaitForHandshakeAsync(Uri webSocket, CancellationToken cancellationToken)
    {
        for (var began = Stopwatch.GetTimestamp(); ; await Task.Delay(100, cancellationToken))
        {
            try
            {
                using var socket = await LeanWebSocket.ConnectAsync(webSocket, null, 1024, cancellationToken);
                return;
            }
            catch (Exception e) when (e is IOException or SocketException && Stopwatch.GetElapsedTime(began) < Patience)
            {
                // Not yet.
            }
        }
    }

    // The defaults of Debian's package, but for ports, folders, and the limit on publishing.
    private static string Configuration(int port, int publish, string folder) => string.Create(CultureInfo.InvariantCulture, $"""
        [global]
        include=/usr/lib/pushpin/internal.conf
        rundir={folder}
        ipc_prefix=benchmark-
        port_offset=0
        [runner]
        services=condure,pushpin-proxy,pushpin-handler
        http_port=127.0.0.1:{port}
        logdir={folder}
        log_level=0
        client_buffer_size=8192
        client_maxconn=18000
        condure_bin=condure
        [proxy]
        routesfile={folder}/routes
        zurl_out_specs=ipc://{folder}/zurl-in
        zurl_out_stream_specs=ipc://{folder}/zurl-in-stream
        zurl_in_specs=ipc://{folder}/zurl-out
        debug=false
        sig_iss=pushpin
        sig_key=benchmark
        updates_check=off
        [handler]
        push_in_spec=tcp://127.0.0.1:{Ports.Free()}
        push_in_sub_specs=tcp://127.0.0.1:{Ports.Free()}
        command_spec=tcp://127.0.0.1:{Ports.Free()}
        push_in_http_addr=127.0.0.1
        push_in_http_port={publish}
        push_in_http_max_headers_size=10000
        push_in_http_max_body_size=1000000
        stats_spec=ipc://{folder}/stats
        message_rate=1000000
        message_hwm=1000000
        message_wait=5000
        """);

    // What makes Pushpin's requests.
    private static string ZurlConfiguration(string folder) => $"""
        [General]
        in_spec=ipc://{folder}/zurl-in
        in_stream_spec=ipc://{folder}/zurl-in-stream
        out_spec=ipc://{folder}/zurl-out
        in_req_spec=ipc://{folder}/zurl-req
        ipc_file_mode=660
        defpolicy=allow
        max_open_requests=20000
        buffer_size=200000
        timeout=600
        in_hwm=1000
        out_hwm=1000
        """;
}
