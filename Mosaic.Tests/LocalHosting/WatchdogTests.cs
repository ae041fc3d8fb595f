using System.Diagnostics;
using Aspire.Hosting;
using Microsoft.Extensions.Options;
using Mosaic.LocalHosting.Engine;

namespace Mosaic.Tests.LocalHosting;

public sealed class WatchdogTests
{
    [Fact]
    public async Task Watchdog_OnceTheAppHostIsGone_EndsEvenDaemonsAndRemovesTheTemporaryFolder()
    {
        var options = Options.Create(new LocalHostingOptions { Fresh = true });
        using var folders = new RunFolders(DistributedApplication.CreateBuilder(), options);
        using var watchdog = new Watchdog(folders);
        watchdog.Start();
        await File.WriteAllTextAsync(Path.Combine(folders.CreateData("x"), "file"), "data");
        // A daemon: in a session of its own, its parent gone, deaf to the request to end.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "setsid sh -c 'trap \"\" TERM; echo $$; exec >&-; while :; do sleep 0.1; done' & exit 0"]) { RedirectStandardOutput = true };
        watchdog.Mark(start.Environment);
        using var parent = Process.Start(start)!;
        var daemon = int.Parse((await parent.StandardOutput.ReadLineAsync())!);
        Assert.True(TestApplication.IsAlive(daemon));

        // The end of the pipe is all that it sees of the AppHost's end, killed or not.
        await watchdog.StopAsync();

        Assert.False(TestApplication.IsAlive(daemon));
        Assert.False(Directory.Exists(folders.Temporary));
    }
}
