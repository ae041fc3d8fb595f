using Aspire.Hosting;
using Mosaic.LocalHosting.Engine;

namespace Mosaic.LocalHosting.Brokers;

/// <summary>Installs RabbitMQ from the distribution, on Debian and Ubuntu.</summary>
internal static class PackageInstaller
{
    // Asked by the package's scripts whether a service may start; 101 is no.
    private const string ServicePolicy = "/usr/sbin/policy-rc.d";

    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    private static readonly Dictionary<string, string> Quiet = new() { ["DEBIAN_FRONTEND"] = "noninteractive" };

    private static readonly string[] Install =
        ["install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", "rabbitmq-server"];

    /// <summary>Whether this machine has the packages and this user the rights.</summary>
    public static bool CanInstall => Native.IsRoot() && Executables.Find("apt-get") is not null;

    /// <param name="say">Told what happens.</param>
    /// <param name="cancellationToken">Not heeded once the installation runs: a package half installed helps nobody.</param>
    /// <exception cref="DistributedApplicationException">It did not work; the message has the last lines.</exception>
    public static async Task InstallAsync(Action<string> say, CancellationToken cancellationToken)
    {
        await OneAtATime.WaitAsync(cancellationToken);
        try
        {
            say("RabbitMQ is missing: installing the distribution's package rabbitmq-server (RabbitMQ:AllowInstall=false forbids it).");
            using var policy = NoServiceStart();
            var apt = Executables.Find("apt-get")!;
            var (exitCode, output) = await Command.RunAsync(apt, Install, Quiet, CancellationToken.None);
            if (exitCode != 0)
            {
                // A new machine has no package lists yet.
                await Command.RunAsync(apt, ["update"], Quiet, CancellationToken.None);
                (exitCode, output) = await Command.RunAsync(apt, Install, Quiet, CancellationToken.None);
            }
            if (exitCode != 0)
                throw new DistributedApplicationException($"apt-get install rabbitmq-server failed with exit code {exitCode}:{Environment.NewLine}{LastLines(output)}");
            await DisableServiceAsync();
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    /// <summary>Keeps the package from starting a broker of its own, for as long as it is installed.</summary>
    private static PolicyFile? NoServiceStart() => File.Exists(ServicePolicy) ? null : new PolicyFile(ServicePolicy);

    // Nor shall it start with the machine.
    private static async Task DisableServiceAsync()
    {
        if (Directory.Exists("/run/systemd/system") && Executables.Find("systemctl") is { } systemctl)
            await Command.RunAsync(systemctl, ["disable", "rabbitmq-server"], null, CancellationToken.None);
    }

    private static string LastLines(string output) => string.Join(Environment.NewLine, output.Split('\n').TakeLast(10));
}
