using Aspire.Hosting;
using Microsoft.Extensions.Logging;

namespace Mosaic.RabbitMQHosting;

/// <summary>Installs a package of the distribution, on Debian and Ubuntu, as root.</summary>
internal static partial class PackageInstaller
{
    // Asked by the package's scripts whether a service may start; 101 is no.
    private const string ServicePolicy = "/usr/sbin/policy-rc.d";

    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    /// <summary>Whether this machine has the packages and this user the rights.</summary>
    public static bool CanInstall => Environment.IsPrivilegedProcess && Programs.Find("apt-get") is not null;

    /// <summary>Installs <paramref name="package"/> without what it recommends, and keeps its service from starting.</summary>
    /// <param name="package">As the distribution calls it, and its service.</param>
    /// <param name="logger">Told what apt-get says.</param>
    /// <param name="cancellationToken">Not heeded once the installation runs: a package half installed helps nobody.</param>
    /// <exception cref="DistributedApplicationException">It did not work.</exception>
    public static async Task InstallAsync(string package, ILogger logger, CancellationToken cancellationToken)
    {
        await OneAtATime.WaitAsync(cancellationToken);
        var policy = !File.Exists(ServicePolicy);
        try
        {
            if (policy)
            {
                await File.WriteAllTextAsync(ServicePolicy, "#!/bin/sh\nexit 101\n", CancellationToken.None);
                await Programs.RunAsync("/bin/chmod", ["755", ServicePolicy], _ => { }, CancellationToken.None);
            }

            // A new machine has no package lists yet.
            if (await AptAsync("install", package) != 0 && (await AptAsync("update") != 0 || await AptAsync("install", package) != 0))
                throw new DistributedApplicationException($"apt-get install {package} failed; the resource's console log says why.");
            if (Directory.Exists("/run/systemd/system") && Programs.Find("systemctl") is { } systemctl)
                await Programs.RunAsync(systemctl, ["disable", package], Say, CancellationToken.None);
        }
        finally
        {
            if (policy)
                File.Delete(ServicePolicy);
            OneAtATime.Release();
        }

        Task<int> AptAsync(params string[] arguments) => Programs.RunAsync(
            Programs.Find("apt-get")!, ["-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", .. arguments], Say, CancellationToken.None);

        void Say(string line) => Wrote(logger, line);
    }

    [LoggerMessage(LogLevel.Information, "{Line}")]
    private static partial void Wrote(ILogger logger, string line);
}
