using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Mosaic.Tests.WebSocketService;

/// <summary>A device on a bare socket that answers nothing, not even pings.</summary>
internal sealed class RawDevice : IDisposable
{
    private readonly TcpClient _tcp = new();

    private NetworkStream? _stream;

    public NetworkStream Stream => _stream ??= _tcp.GetStream(); // Which it gives only before it is shut down.

    public static async Task<RawDevice> OpenAsync(ServiceHost host)
    {
        var device = new RawDevice();
        await device._tcp.ConnectAsync(host.Http.Host, host.Http.Port);
        return device;
    }

    public static async Task<RawDevice> ConnectAsync(ServiceHost host, string? token)
    {
        var device = await OpenAsync(host);
        Assert.StartsWith("HTTP/1.1 101", await device.AskAsync(Handshake(host, token)), StringComparison.Ordinal);
        return device;
    }

    /// <summary>The head of what is answered to an HTTP request.</summary>
    public async Task<string> AskAsync(byte[] request)
    {
        await Stream.WriteAsync(request);
        using var patience = new CancellationTokenSource(ServiceHost.Patience);
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await Stream.ReadExactlyAsync(one, patience.Token);
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    /// <summary>A handshake whose device has gone by the time that it is read: what comes back until the service cuts the connection.</summary>
    public static async Task<string> LeaveBehindAsync(ServiceHost host, string token)
    {
        using var device = await OpenAsync(host);
        await device.SendAndLeaveAsync(Handshake(host, token));
        return await device.ReadToEndAsync();
    }

    /// <summary>Sends bytes and the end of all that is sent in one segment: whoever reads the ones, the other has come.</summary>
    public async Task SendAndLeaveAsync(byte[] bytes)
    {
        // TCP_CORK of tcp(7), which is Linux: a partial segment waits for what follows.
        _tcp.Client.SetRawSocketOption(6, 3, BitConverter.GetBytes(1));
        await Stream.WriteAsync(bytes);
        _tcp.Client.Shutdown(SocketShutdown.Send);
    }

    /// <summary>A text message of up to 65,535 bytes in one frame, masked with zeros.</summary>
    public static byte[] Text(string message)
    {
        var payload = Encoding.UTF8.GetBytes(message);
        byte[] head = [0x81, 0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length, 0, 0, 0, 0];
        return [.. head, .. payload];
    }

    private static byte[] Handshake(ServiceHost host, string? token) => Encoding.ASCII.GetBytes(
        $"GET /ws HTTP/1.1\r\nHost: {host.Http.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{(token is null ? "" : $"Authorization: Bearer {token}\r\n")}\r\n");

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
            if ((head[0] & 0x0F) == 8)
            {
                return BinaryPrimitives.ReadUInt16BigEndian(payload);
            }
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
