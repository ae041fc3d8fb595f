using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Mosaic.Tests.WebSocketService;

/// <summary>A device on a bare socket that answers nothing, not even pings.</summary>
internal sealed class RawDevice : IDisposable
{
    private readonly TcpClient _tcp = new();

    public NetworkStream Stream => _tcp.GetStream();

    public static async Task<RawDevice> OpenAsync(ServiceHost host)
    {
        var device = new RawDevice();
        await device._tcp.ConnectAsync(host.Http.Host, host.Http.Port);
        return device;
    }

    public static async Task<RawDevice> ConnectAsync(ServiceHost host, string token)
    {
        var device = await OpenAsync(host);
        await device.Stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /ws HTTP/1.1\r\nHost: {host.Http.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer {token}\r\n\r\n"));
        using var patience = new CancellationTokenSource(ServiceHost.Patience);
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await device.Stream.ReadExactlyAsync(one, patience.Token);
            head.Append((char)one[0]);
        }

        Assert.StartsWith("HTTP/1.1 101", head.ToString(), StringComparison.Ordinal);
        return device;
    }

    /// <summary>Reads frames (RFC 6455, section 5.2) up to the close; its code.</summary>
    public async Task<int> ReadToCloseAsync()
    {
        using var patience = new CancellationTokenSource(ServiceHost.Patience);
        var head = new byte[2];
        while (true)
        {
            await Stream.ReadExactlyAsync(head, patience.Token);
            var payload = new byte[await LengthAsync(head[1] & 0x7F, patience.Token)];
            await Stream.ReadExactlyAsync(payload, patience.Token);
            if ((head[0] & 0x0F) == 8) return BinaryPrimitives.ReadUInt16BigEndian(payload);
        }
    }

    /// <summary>Everything that comes until the service cuts the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var patience = new CancellationTokenSource(ServiceHost.Patience);
        var all = new MemoryStream();
        try
        {
            await Stream.CopyToAsync(all, patience.Token);
        }
        catch (IOException)
        {
            // Cut off, and not politely: an end as well.
        }

        return Encoding.ASCII.GetString(all.ToArray());
    }

    public void Dispose() => _tcp.Dispose();

    private async Task<int> LengthAsync(int seven, CancellationToken patience)
    {
        var more = new byte[seven switch { 126 => 2, 127 => 8, _ => 0 }];
        await Stream.ReadExactlyAsync(more, patience);
        return seven switch { 126 => BinaryPrimitives.ReadUInt16BigEndian(more), 127 => (int)BinaryPrimitives.ReadUInt64BigEndian(more), _ => seven };
    }
}
