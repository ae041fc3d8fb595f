using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.RabbitMQHosting;

namespace Mosaic.Tests.Browser;

/// <summary>The browser of the machine: Playwright's own download is not to be had in a closed network.</summary>
internal static class Chromium
{
    private const string Package = "chromium";

    private static readonly string[] Names = [Package, "chromium-browser", "google-chrome"];

    /// <summary>No sandbox, since root has none; and nothing that a browser does on the side.</summary>
    internal static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    /// <summary>The path of the program; installs the distribution's package where there is none.</summary>
    internal static async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        if (Find() is { } found)
        {
            return found;
        }

        if (PackageInstaller.CanInstall)
        {
            await PackageInstaller.InstallAsync(Package, NullLogger.Instance, cancellationToken);
        }

        return Find() ?? throw new InvalidOperationException(
            "The browser tests need Chromium. Install it (Debian: sudo apt-get install --no-install-recommends chromium).");
    }

    private static string? Find() => Names.Select(Programs.Find).FirstOrDefault(path => path is not null);
}
