using Aspire.Hosting;
using Microsoft.Extensions.Logging;

namespace Mosaic.RabbitMQHosting;

/// <summary>Installs a package of the distribution, on Debian and Ubuntu, as root.</summary>
internal static partial class PackageInstaller
{
    // The package's scripts ask this program whether they may start the service; exit code 101 means no.
    private const string ServicePolicy = "/usr/sbin/policy-rc.d";
    private const string Deny = "#!/bin/sh\n# Written for one installation, and removed after it.\nexit 101\n";

    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    /// <summary>Whether the distribution is Debian or one derived from it, and this user is root.</summary>
    public static bool CanInstall => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Programs.Find("apt-get") is not null;

    /// <summary>Installs <paramref name="package"/> without what it recommends, and keeps its service from starting.</summary>
    /// <param name="package">The name of the package and of its service.</param>
    /// <param name="logger">Gets the output of apt-get.</param>
    /// <param name="cancellationToken">Ignored once the installation runs: it must not leave a package half installed.</param>
    /// <exception cref="DistributedApplicationException">The installation failed.</exception>
    public static async Task InstallAsync(string package, ILogger logger, CancellationToken cancellationToken)
    {
        await OneAtATime.WaitAsync(cancellationToken);
        var policy = false;
        try
        {
            // A file with this text is left from an installation that was killed.
            policy = !File.Exists(ServicePolicy) || await File.ReadAllTextAsync(ServicePolicy, cancellationToken) == Deny;
            if (policy)
            {
                await File.WriteAllTextAsync(ServicePolicy, Deny, CancellationToken.None);
                await Programs.RunAsync("/bin/chmod", ["755", ServicePolicy], Log, CancellationToken.None);
            }

            // A new machine has no package lists yet.
            if (await AptAsync("install", package) != 0 && (await AptAsync("update") != 0 || await AptAsync("install", package) != 0))
            {
                throw new DistributedApplicationException($"apt-get install {package} failed; the console log of the resource has its output.");
            }

            if (Directory.Exists("/run/systemd/system") && Programs.Find("systemctl") is { } systemctl)
            {
                await Programs.RunAsync(systemctl, ["disable", package], Log, CancellationToken.None);
            }
        }
        finally
        {
            if (policy)
            {
                File.Delete(ServicePolicy);
            }

            OneAtATime.Release();
        }

        Task<int> AptAsync(params string[] arguments) => Programs.RunAsync(
            Programs.Find("apt-get")!, ["-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", .. arguments], Log, CancellationToken.None);

        void Log(string line) => LogOutput(logger, line);
    }

    [LoggerMessage(LogLevel.Information, "{Line}")]
    private static partial void LogOutput(ILogger logger, string line);
}
