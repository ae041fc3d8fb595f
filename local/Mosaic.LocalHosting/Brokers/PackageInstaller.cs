using Aspire.Hosting;
using Mosaic.LocalHosting.Engine;

namespace Mosaic.LocalHosting.Brokers;

/// <summary>Installs a package of the distribution, on Debian and Ubuntu.</summary>
internal static class PackageInstaller
{
    // Asked by the package's scripts whether a service may start; 101 is no.
    private const string ServicePolicy = "/usr/sbin/policy-rc.d";

    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    private static readonly Dictionary<string, string> Quiet = new() { ["DEBIAN_FRONTEND"] = "noninteractive" };

    /// <summary>Whether this machine has the packages and this user the rights.</summary>
    public static bool CanInstall => Native.IsRoot() && Executables.Find("apt-get") is not null;

    /// <summary>Installs <paramref name="package"/> without what it recommends, and keeps its service from starting.</summary>
    /// <param name="package">As the distribution calls it.</param>
    /// <param name="cancellationToken">Not heeded once the installation runs: a package half installed helps nobody.</param>
    /// <exception cref="DistributedApplicationException">It did not work; the message has the last lines.</exception>
    public static async Task InstallAsync(string package, CancellationToken cancellationToken)
    {
        await OneAtATime.WaitAsync(cancellationToken);
        try
        {
            using var policy = NoServiceStart();
            var (exitCode, output) = await AptAsync("install", package);
            if (exitCode != 0)
            {
                // A new machine has no package lists yet.
                await AptAsync("update");
                (exitCode, output) = await AptAsync("install", package);
            }
            if (exitCode != 0)
                throw new DistributedApplicationException($"apt-get install {package} failed with exit code {exitCode}:{Environment.NewLine}{LastLines(output)}");
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    /// <summary>Keeps what was installed from starting with the machine.</summary>
    public static async Task DisableServiceAsync(string service)
    {
        if (Directory.Exists("/run/systemd/system") && Executables.Find("systemctl") is { } systemctl)
            await Command.RunAsync(systemctl, ["disable", service], null, CancellationToken.None);
    }

    private static Task<(int ExitCode, string Output)> AptAsync(params string[] arguments) => Command.RunAsync(
        Executables.Find("apt-get")!,
        ["-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", .. arguments],
        Quiet,
        CancellationToken.None);

    /// <summary>Keeps the package from starting a broker of its own, for as long as it is installed.</summary>
    private static PolicyFile? NoServiceStart() => File.Exists(ServicePolicy) ? null : new PolicyFile(ServicePolicy);

    private static string LastLines(string output) => string.Join(Environment.NewLine, output.Split('\n').TakeLast(10));
}
