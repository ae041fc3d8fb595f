using System.Globalization;

namespace Mosaic.Benchmarks.Peers;

/// <summary>nchan, a module of nginx: each message of a WebSocket becomes a POST to an upstream.</summary>
internal static class Nchan
{
    private const string Module = "/usr/lib/nginx/modules/ngx_nchan_module.so";

    /// <summary>Why it cannot run; null when it can.</summary>
    public static string? Missing => Peer.Find("nginx") is null || !File.Exists(Module)
        ? "nchan is not installed (Debian: nginx-light and libnginx-mod-nchan)"
        : null;

    /// <returns>The running peer and where its WebSocket is.</returns>
    public static async Task<(Peer Peer, Uri WebSocket)> StartAsync(Uri backend, CancellationToken cancellationToken)
    {
        var port = Ports.Free();
        var peer = await Peer.StartAsync("nchan", port, folder =>
        {
            var file = Path.Combine(folder, "nginx.conf");
            File.WriteAllText(file, Configuration(backend, port, folder));
            return [(Peer.Find("nginx")!, ["-p", folder, "-c", file, "-e", Path.Combine(folder, "error.log")])];
        }, cancellationToken);
        return (peer, new Uri($"http://127.0.0.1:{port}/ws"));
    }

    private static string Configuration(Uri backend, int port, string folder) => string.Create(CultureInfo.InvariantCulture, $$"""
        load_module {{Module}};
        daemon off;
        worker_processes 1;
        pid {{folder}}/nginx.pid;
        events { worker_connections 18000; }
        http {
          access_log off;
          client_body_temp_path {{folder}}/body;
          proxy_temp_path {{folder}}/proxy;
          fastcgi_temp_path {{folder}}/fastcgi;
          uwsgi_temp_path {{folder}}/uwsgi;
          scgi_temp_path {{folder}}/scgi;
          upstream backend { server {{backend.Authority}}; keepalive 64; }
          server {
            listen 127.0.0.1:{{port}};
            location = /ws {
              nchan_publisher websocket;
              nchan_channel_id benchmark;
              nchan_publisher_upstream_request /upstream;
            }
            location = /upstream {
              internal;
              proxy_pass http://backend/device-events;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
            }
          }
        }
        """);
}
