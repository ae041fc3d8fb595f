using System.ComponentModel;
using Aspire.Hosting;
using Microsoft.Extensions.Options;
using Mosaic.LocalHosting.Engine;

namespace Mosaic.LocalHosting.Brokers;

/// <summary>Finds a way to run a broker on this machine.</summary>
internal sealed class BrokerLocator(IOptions<RabbitMQOptions> options)
{
    private const string Package = "rabbitmq-server"; // Of the service as well.

    private static readonly TimeSpan RuntimeTimeout = TimeSpan.FromSeconds(5);

    // The script itself, not the wrapper the distributions put on PATH, which changes the user.
    private static readonly string[] ServerPaths =
    [
        "/usr/lib/rabbitmq/bin/rabbitmq-server",
        "/opt/homebrew/opt/rabbitmq/sbin/rabbitmq-server",
        "/usr/local/opt/rabbitmq/sbin/rabbitmq-server",
    ];

    /// <param name="say">Told what takes long.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="DistributedApplicationException">There is none; the message says what to install.</exception>
    public async Task<FoundBroker> FindAsync(Action<string> say, CancellationToken cancellationToken)
    {
        var source = options.Value.Source;
        if (source != BrokerSource.Container && FindServer() is { } server)
            return new(BrokerSource.Server, server);
        if (source != BrokerSource.Server && await FindRuntimeAsync(cancellationToken) is { } runtime)
            return new(BrokerSource.Container, runtime);
        if (source == BrokerSource.Container)
            throw new DistributedApplicationException("RabbitMQ:Source asks for a container, but neither docker nor podman answers.");
        if (options.Value.AllowInstall && PackageInstaller.CanInstall)
        {
            say($"RabbitMQ is missing: installing the distribution's package {Package} (RabbitMQ:AllowInstall=false forbids it).");
            await PackageInstaller.InstallAsync(Package, cancellationToken);
            await PackageInstaller.DisableServiceAsync(Package);
            return new(BrokerSource.Server, FindServer() ?? throw Missing());
        }
        throw Missing();
    }

    private string? FindServer()
    {
        if (options.Value.ServerPath is not { } path)
            return ServerPaths.FirstOrDefault(File.Exists) ?? Executables.Find("rabbitmq-server");
        return File.Exists(path) ? path : throw new DistributedApplicationException($"RabbitMQ:ServerPath is '{path}', but there is no such file.");
    }

    private static async Task<string?> FindRuntimeAsync(CancellationToken cancellationToken)
    {
        foreach (var command in (string[])["docker", "podman"])
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(RuntimeTimeout);
            try
            {
                if (Executables.Find(command) is { } path && (await Command.RunAsync(path, ["info"], null, timeout.Token)).ExitCode == 0)
                    return path;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // It hangs: a runtime that does not answer is none.
            }
            catch (Win32Exception)
            {
                // It cannot even be started.
            }
        }
        return null;
    }

    private static DistributedApplicationException Missing() => new(
        "RabbitMQ is missing. Install it (Debian, Ubuntu: sudo apt-get install --no-install-recommends rabbitmq-server; macOS: brew install rabbitmq), "
        + "or start docker or podman, or set ConnectionStrings:messaging to a broker that runs (amqp://user:password@host:5672).");
}
