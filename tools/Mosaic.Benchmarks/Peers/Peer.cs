using System.Net.Sockets;
using Mosaic.Benchmarks.Running;

namespace Mosaic.Benchmarks.Peers;

/// <summary>A program that others use for a part of Mosaic's work, running beside the benchmark.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly string[] Folders = ["/usr/bin", "/usr/sbin", "/usr/local/bin"];

    private readonly DistributedApplication _application;
    private readonly DirectoryInfo _folder;

    private Peer(DistributedApplication application, DirectoryInfo folder)
    {
        _application = application;
        _folder = folder;
    }

    /// <summary>Where an installed program is; null when it is not.</summary>
    public static string? Find(string program) =>
        Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Starts a peer's programs in a folder of its own; returns when it listens.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="port">A port of 127.0.0.1 it listens on once it is ready.</param>
    /// <param name="prepare">Writes the configuration into the folder; the programs and their arguments.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<Peer> StartAsync(
        string name, int port, Func<string, (string Program, string[] Arguments)[]> prepare, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory($"mosaic-{name}-");
        var builder = LocalApplication.CreateBuilder();
        foreach (var (program, arguments) in prepare(folder.FullName))
        {
            builder.AddExecutable(Path.GetFileName(program), program, folder.FullName, arguments);
        }

        var peer = new Peer(await LocalApplication.StartAsync(builder, cancellationToken), folder);
        try
        {
            await WaitForPortAsync(port, cancellationToken);
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task WaitForPortAsync(int port, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync("127.0.0.1", port, patience.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(100, patience.Token);
            }
        }
    }
}
