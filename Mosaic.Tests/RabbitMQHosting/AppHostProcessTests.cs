using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.RabbitMQHosting;
using Mosaic.Tests.AppHost;
using Mosaic.Tests.Browser;

namespace Mosaic.Tests.RabbitMQHosting;

/// <summary>What somebody sees who runs the AppHost: on a machine without RabbitMQ, at Ctrl-C, and after a kill.</summary>
public sealed partial class AppHostProcessTests : IAsyncLifetime
{
    // Shown a machine without the packages: what is written goes into a file system in memory, which ends with the namespace.
    private const string WithoutRabbitMQ = """
        unset RabbitMQ__ServerPath
        mount -t tmpfs tmpfs /mnt
        for folder in usr var etc; do
          mkdir -p /mnt/$folder/upper /mnt/$folder/work
          mount -t overlay overlay -o lowerdir=/$folder,upperdir=/mnt/$folder/upper,workdir=/mnt/$folder/work /$folder
        done
        apt-get purge -y rabbitmq-server erlang-base > /dev/null 2>&1
        """;

    // The packages that the whole suite needs: none may be installed while a test has the file systems mounted over.
    public async Task InitializeAsync()
    {
        if (PackageInstaller.CanInstall && Programs.Find("rabbitmq-server") is null)
        {
            await PackageInstaller.InstallAsync("rabbitmq-server", NullLogger.Instance, CancellationToken.None);
        }

        await Chromium.FindAsync(CancellationToken.None);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task UserSecrets_WrittenAnewByAnotherAppHost_TheDashboardAndAllServicesHaveTheSameKey()
    {
        var secrets = Directory.CreateTempSubdirectory("secrets-");
        var file = Path.Combine(secrets.FullName, "secrets.json");
        await File.WriteAllTextAsync(file, """{"AppHost:OtlpApiKey":"first"}""");
        try
        {
            await using var app = new AppHostProcess($"mkdir -p ~/.microsoft/usersecrets/mosaic-apphost; mount --bind '{secrets.FullName}' ~/.microsoft/usersecrets/mosaic-apphost");
            await Eventually.True(() => app.ValuesOf("DASHBOARD__OTLP__PRIMARYAPIKEY").Count > 0, AppHostProcess.Patience);
            await File.WriteAllTextAsync(file, """{"AppHost:OtlpApiKey":"second"}""");
            await app.WritesAsync("All resources are healthy.");

            Assert.Equal(["first"], app.ValuesOf("DASHBOARD__OTLP__PRIMARYAPIKEY").Distinct());
            Assert.Equal(["x-otlp-api-key=first"], app.ValuesOf("OTEL_EXPORTER_OTLP_HEADERS").Distinct());
        }
        finally
        {
            secrets.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Run_WithoutRabbitMQ_InstallsItAndShowsLinksThatAnswer()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return; // Only root can install a package.
        }

        await using var app = new AppHostProcess(WithoutRabbitMQ, "--Simulator=false");
        await app.WritesAsync("All resources are healthy.");
        await Eventually.True(() => Link().Count(app.Output) == 4, AppHostProcess.Patience);

        Assert.Contains("installing the package rabbitmq-server", app.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("warn:", app.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("fail:", app.Output, StringComparison.Ordinal);
        var links = Link().Matches(app.Output).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["address"].Value);
        Assert.Equal(["Hive console", "Device Service API", "RabbitMQ management (user mosaic)", "Aspire dashboard"], links.Keys);
        using var client = new HttpClient();
        foreach (var (name, address) in links)
        {
            using var answer = await client.GetAsync(new Uri(address));
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{name} at {address} answers {answer.StatusCode}.");
        }
    }

    [Fact]
    public async Task Run_WithoutRabbitMQAndForbiddenToInstallIt_SaysWhatToDo()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return; // Only root can hide the package.
        }

        await using var app = new AppHostProcess(WithoutRabbitMQ, "--Simulator=false", "--RabbitMQ:AllowInstall=false");

        await app.WritesAsync("messaging cannot start. RabbitMQ is missing. Install RabbitMQ");
        await app.WritesAsync("FailedToStart. Its output: http://localhost:");
    }

    // Where epmd is not in the PATH, the server starts its own.
    [Theory]
    [InlineData("")]
    [InlineData("""
        mkdir "$TMPDIR.bin"
        printf '#!/bin/sh\nexit 1\n' > "$TMPDIR.bin/epmd"
        chmod +x "$TMPDIR.bin/epmd"
        export PATH="$TMPDIR.bin:$PATH"
        """)]
    public async Task Run_StoppedByCtrlC_ReturnsWhenAllIsGone(string prepare)
    {
        await using var app = new AppHostProcess(prepare);
        await app.WritesAsync("All resources are healthy.");

        await app.SignalAsync("INT");

        Assert.Equal(0, await app.ExitsAsync());
        Assert.Empty(app.TemporaryFolders);
        // The process that waited for RabbitMQ's lock, and DCP's own, end a moment after the AppHost.
        await Eventually.True(() => app.Descendants().Count == 0, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Run_Killed_LeavesNothing()
    {
        await using var app = new AppHostProcess("");
        await app.WritesAsync("All resources are healthy.");
        Assert.NotEmpty(app.Descendants());

        await app.SignalAsync("KILL");

        await Eventually.True(() => app.Descendants().Count == 0, AppHostProcess.Patience);
        Assert.Empty(app.TemporaryFolders);
    }

    [GeneratedRegex(@"^  +(?<name>[A-Z].*?)  +(?<address>http://\S+)$", RegexOptions.Multiline)]
    private static partial Regex Link();
}
