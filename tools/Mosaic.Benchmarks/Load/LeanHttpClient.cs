using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace Mosaic.Benchmarks.Load;

/// <summary>A client that repeats one request over HTTP/1.1, as cheaply as can be: over one connection, unless the server ends it with each answer.</summary>
internal sealed class LeanHttpClient : IDisposable
{
    private readonly Uri _address;
    private readonly byte[] _request;
    private readonly byte[] _buffer = new byte[16 * 1024];

    private Socket _socket = Open();

    private LeanHttpClient(Uri address, byte[] request)
    {
        _address = address;
        _request = request;
    }

    /// <summary>Connects for repeated POSTs of the same body.</summary>
    public static async Task<LeanHttpClient> ConnectAsync(Uri address, string headers, string body, CancellationToken cancellationToken)
    {
        var client = new LeanHttpClient(address, Encoding.UTF8.GetBytes(
            $"POST {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\n{headers}Content-Type: application/json\r\n"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));
        await client._socket.ConnectAsync(address.Host, address.Port, cancellationToken);
        return client;
    }

    /// <summary>Posts once.</summary>
    /// <returns>The status of the answer, which has been read to its end.</returns>
    public async ValueTask<int> PostAsync(CancellationToken cancellationToken)
    {
        await _socket.SendAsync(_request, cancellationToken);
        var filled = 0;
        while (!IsWhole(_buffer.AsSpan(0, filled)))
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(filled), cancellationToken);
            if (read == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            filled += read;
        }

        if (_buffer.AsSpan(0, filled).IndexOf("Connection: close"u8) >= 0)
        {
            await ReconnectAsync(cancellationToken);
        }

        return Utf8Parser.TryParse(_buffer.AsSpan("HTTP/1.1 ".Length, 3), out int status, out _) ? status : 0;
    }

    public void Dispose() => _socket.Dispose();

    private static Socket Open() => new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private async Task ReconnectAsync(CancellationToken cancellationToken)
    {
        _socket.Dispose();
        _socket = Open();
        await _socket.ConnectAsync(_address.Host, _address.Port, cancellationToken);
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var headers = answer[..(end + 2)];
        var body = answer[(end + 4)..];
        var at = headers.IndexOf("Content-Length: "u8);
        if (at >= 0)
        {
            return Utf8Parser.TryParse(headers[(at + "Content-Length: ".Length)..], out int length, out _) && body.Length >= length;
        }

        return headers.IndexOf("chunked"u8) < 0 || body.EndsWith("0\r\n\r\n"u8);
    }
}
