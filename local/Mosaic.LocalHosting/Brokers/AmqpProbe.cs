using System.Net.Sockets;

namespace Mosaic.LocalHosting.Brokers;

/// <summary>Asks whether an AMQP 0-9-1 broker answers: the first bytes of the handshake, without logging in.</summary>
internal static class AmqpProbe
{
    private const byte MethodFrame = 1;

    private static readonly byte[] ProtocolHeader = [(byte)'A', (byte)'M', (byte)'Q', (byte)'P', 0, 0, 9, 1];

    /// <returns>Null if it does, else what is wrong.</returns>
    public static async Task<string?> AskAsync(string host, int port, bool connectOnly, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, cancellationToken);
            if (connectOnly)
                return null;
            var stream = client.GetStream();
            await stream.WriteAsync(ProtocolHeader, cancellationToken);
            var answer = new byte[1];
            await stream.ReadExactlyAsync(answer, cancellationToken);
            return answer[0] == MethodFrame ? null : $"{host}:{port} does not speak AMQP 0-9-1.";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return $"{host}:{port}: {e.Message}";
        }
    }
}
