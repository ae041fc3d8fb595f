using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Mosaic.Benchmarks.Load;

/// <summary>
/// A WebSocket client (RFC 6455) that costs next to nothing, so that the two cores are left to what is measured: frames are
/// built by the caller, masked with zeros, and what arrives is handed over where it lies.
/// </summary>
internal sealed class LeanWebSocket : IDisposable
{
    private const byte FinalText = 0x81;
    private const byte Pong = 0x8A;
    private const byte Masked = 0x80;
    private const int PingOpcode = 9;
    private const int CloseOpcode = 8;
    private const int MaskBytes = 4;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer;
    private int _filled;

    private LeanWebSocket(int bufferBytes) => _buffer = new byte[bufferBytes];

    public delegate void TextHandler(ReadOnlySpan<byte> text);

    /// <summary>Opens a connection.</summary>
    /// <param name="address">Host, port and path.</param>
    /// <param name="token">A bearer token for the handshake; null for none.</param>
    /// <param name="bufferBytes">The greatest frame that may come.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="IOException">The server refuses.</exception>
    public static async Task<LeanWebSocket> ConnectAsync(Uri address, string? token, int bufferBytes, CancellationToken cancellationToken)
    {
        var client = new LeanWebSocket(bufferBytes);
        try
        {
            await client._socket.ConnectAsync(address.Host, address.Port, cancellationToken);
            await client.UpgradeAsync(address, token, cancellationToken);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>A text frame as it goes over the wire; <paramref name="payloadAt"/> is where the text begins.</summary>
    public static byte[] Frame(string text, out int payloadAt)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        var isShort = payload.Length < 126;
        payloadAt = (isShort ? 2 : 4) + MaskBytes;
        var frame = new byte[payloadAt + payload.Length];
        frame[0] = FinalText;
        frame[1] = (byte)(Masked | (isShort ? payload.Length : 126));
        if (!isShort)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), checked((ushort)payload.Length));
        }

        payload.CopyTo(frame, payloadAt);
        return frame;
    }

    /// <summary>Sends whole frames.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellationToken)
    {
        while (frames.Length > 0)
        {
            frames = frames[await _socket.SendAsync(frames, cancellationToken)..];
        }
    }

    /// <summary>Sends one frame from within a handler: short ones fit the socket's buffer.</summary>
    public void Send(ReadOnlySpan<byte> frame) => _socket.Send(frame);

    /// <summary>Hands each text that arrives to <paramref name="handle"/>, until the server closes.</summary>
    public async Task ReceiveAsync(TextHandler handle, CancellationToken cancellationToken)
    {
        while (true)
        {
            var consumed = Parse(handle, out var closed);
            _buffer.AsSpan(consumed.._filled).CopyTo(_buffer);
            _filled -= consumed;
            if (closed)
            {
                return;
            }

            var read = await _socket.ReceiveAsync(_buffer.AsMemory(_filled), cancellationToken);
            if (read == 0)
            {
                return;
            }

            _filled += read;
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _buffer = [];
    }

    private async Task UpgradeAsync(Uri address, string? token, CancellationToken cancellationToken)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var authorization = token is null ? "" : $"Authorization: Bearer {token}\r\n";
        await SendAsync(Encoding.ASCII.GetBytes(
            $"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{authorization}\r\n"), cancellationToken);
        int end;
        while ((end = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(_filled), cancellationToken);
            if (read == 0)
            {
                throw new IOException("The server closed during the handshake.");
            }

            _filled += read;
        }

        if (!_buffer.AsSpan().StartsWith("HTTP/1.1 101 "u8))
        {
            throw new IOException($"The server refused: {Encoding.ASCII.GetString(_buffer, 0, end)}");
        }

        _buffer.AsSpan((end + 4).._filled).CopyTo(_buffer);
        _filled -= end + 4;
    }

    private int Parse(TextHandler handle, out bool closed)
    {
        closed = false;
        var consumed = 0;
        while (TryReadHeader(_buffer.AsSpan(consumed.._filled), out var opcode, out var header, out var length))
        {
            var payload = _buffer.AsSpan(consumed + header, length);
            consumed += header + length;
            if (opcode == PingOpcode)
            {
                Send([Pong, (byte)(Masked | length), 0, 0, 0, 0, .. payload]);
            }
            else if (opcode == CloseOpcode)
            {
                closed = true;
            }
            else
            {
                handle(payload);
            }
        }

        return consumed;
    }

    private static bool TryReadHeader(ReadOnlySpan<byte> bytes, out int opcode, out int header, out int length)
    {
        opcode = header = length = 0;
        if (bytes.Length < 2)
        {
            return false;
        }

        opcode = bytes[0] & 0x0F;
        length = bytes[1] & 0x7F;
        header = length switch { 126 => 4, 127 => 10, _ => 2 };
        if (bytes.Length < header)
        {
            return false;
        }

        if (length == 126)
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        }
        else if (length == 127)
        {
            length = checked((int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]));
        }

        return bytes.Length >= header + length;
    }
}
