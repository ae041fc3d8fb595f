using System.Net.Sockets;
using System.Text;

namespace Mosaic.Tests;

/// <summary>Request targets as no HTTP client would send them, written to the socket as they are.</summary>
internal static class OddPaths
{
    private static readonly string[] Spellings =
    [
        "{0}/", "{0}//", "/{0}", "//{0}", "{0}/.", "{0}/..", "{0}/%2e%2e", "/%2e%2e{0}", "{0}%2f", "{0}%2F..%2F", "{0}%5c", "{0}\\", "{0}%00", "{0}%", "{0}%zz", "{0}%c3%28", "{0}%ff",
        "{0}%u0041", "{0}%F0%9F%98%80", "{0};a=b", "{0}?", "{0}?a", "{0}?a=%00", "{0}?limit=%ff&limit=%zz", "{0}?limit=1&limit=2", "{0}?limit=", "{0}?device=%00&reason=%ff", "{0}#x", "http://other{0}",
        "http://[::1{0}", "*", "x", "%2f", "{0}/%20", "{0}%0d%0aX:y", "{0}/%ED%A0%80",
    ];

    /// <summary>Sends every spelling of every path, in upper case as well, by GET, HEAD, POST and DELETE.</summary>
    /// <returns>Those that were answered with a fault of the server or not at all, with the status, 0 for none.</returns>
    internal static async Task<string[]> FaultsAsync(Uri server, string headers, params string[] paths)
    {
        var faults = new List<string>();
        foreach (var path in paths.SelectMany(path => (string[])[path, path.ToUpperInvariant()]).Distinct())
        {
            foreach (var target in Spellings.Append("{0}").Select(spelling => spelling.Replace("{0}", path, StringComparison.Ordinal)))
            {
                foreach (var method in (string[])["GET", "HEAD", "POST", "DELETE"])
                {
                    var status = await StatusAsync(server, method, target, headers);
                    if (status is < 200 or 500)
                    {
                        faults.Add($"{method} {target}: {status}");
                    }
                }
            }
        }

        return [.. faults];
    }

    private static async Task<int> StatusAsync(Uri server, string method, string target, string headers)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Host, server.Port, limit.Token);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"{method} {target} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: close\r\nContent-Length: 0\r\n{headers}\r\n"), limit.Token);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var line = await reader.ReadLineAsync(limit.Token);
        return line?.Split(' ') is [_, var status, ..] && int.TryParse(status, out var number) ? number : 0;
    }
}
