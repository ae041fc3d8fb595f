using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Mosaic.Tests.LocalHosting;

public sealed class LifecycleTests
{
    [Fact]
    public async Task Resource_Started_BecomesHealthyAndAnswers()
    {
        var builder = TestApplication.CreateBuilder();
        builder.AddEcho();
        await using var app = await builder.StartedAsync();

        var healthy = await app.HealthyAsync("echo");

        using var client = app.CreateHttpClient("echo");
        Assert.Equal(healthy.Pid(), int.Parse(await client.GetStringAsync(new Uri("/pid", UriKind.Relative))));
    }

    [Fact]
    public async Task Dependent_OfUnhealthyResource_WaitsUntilItIsHealthy()
    {
        var builder = TestApplication.CreateBuilder();
        var first = builder.AddEcho("first");
        builder.AddEcho("second").WaitFor(first);
        await using var app = await builder.StartedAsync();

        var second = await app.WhenAsync("second", e => e.Snapshot.State?.Text == KnownResourceStates.Starting);

        Assert.NotNull(second);
        Assert.True(app.ResourceNotifications.TryGetCurrentState("first", out var state));
        Assert.Equal("Healthy", state.Snapshot.HealthStatus.ToString());
    }

    [Fact]
    public async Task Start_WithResourcesThatWaitForEachOther_Throws()
    {
        var builder = TestApplication.CreateBuilder();
        var first = builder.AddEcho("first");
        var second = builder.AddEcho("second").WaitFor(first);
        first.WaitFor(second);
        await using var app = builder.Build();

        var thrown = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.StartAsync());

        Assert.Contains("first -> second -> first", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resource_Killed_IsStartedAgain()
    {
        var builder = TestApplication.CreateBuilder();
        builder.AddEcho();
        await using var app = await builder.StartedAsync();
        var before = (await app.HealthyAsync("echo")).Pid();

        using (var process = System.Diagnostics.Process.GetProcessById(before))
            process.Kill();

        await app.WhenAsync("echo", e => e.Snapshot.State?.Text == "Restarting" && e.Snapshot.ExitCode == 137);
        var after = await app.HealthyAsync("echo");
        Assert.NotEqual(before, after.Pid());
    }

    [Fact]
    public async Task Commands_StopStartRestart_DoWhatTheySay()
    {
        var builder = TestApplication.CreateBuilder();
        builder.AddEcho();
        await using var app = await builder.StartedAsync();
        var first = (await app.HealthyAsync("echo")).Pid();

        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("echo", KnownResourceCommands.StopCommand)).Success);
        Assert.True(app.ResourceNotifications.TryGetCurrentState("echo", out var stopped));
        Assert.Equal(KnownResourceStates.Exited, stopped.Snapshot.State?.Text);
        Assert.False(TestApplication.IsAlive(first));

        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("echo", KnownResourceCommands.StartCommand)).Success);
        var second = (await app.HealthyAsync("echo")).Pid();

        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("echo", KnownResourceCommands.RestartCommand)).Success);
        var third = (await app.HealthyAsync("echo")).Pid();
        Assert.Equal(3, new HashSet<int> { first, second, third }.Count);
    }

    [Theory]
    [InlineData("echo", "fly")]
    [InlineData("nobody", "start")]
    public async Task Command_Unknown_FailsAndSaysWhy(string resource, string command)
    {
        var builder = TestApplication.CreateBuilder();
        builder.AddEcho().WithExplicitStart();
        await using var app = await builder.StartedAsync();

        var result = await app.ResourceCommands.ExecuteCommandAsync(resource, command);

        Assert.False(result.Success);
        Assert.Contains(resource, result.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resource_ThatDiesAtItsStart_FailsWithItsLastLines()
    {
        var builder = TestApplication.CreateBuilder();
        builder.AddExecutable("broken", "/bin/sh", "/", "-c", "echo no such luck >&2; exit 3").WithHttpEndpoint(env: "PORT").WithHttpHealthCheck("/");
        await using var app = await builder.StartedAsync();

        var thrown = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.HealthyAsync("broken"));

        Assert.Contains("exit code 3", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("no such luck", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resource_ThatOnlyWorksThroughSomething_FinishesWithExitCode0()
    {
        var builder = TestApplication.CreateBuilder();
        builder.AddExecutable("job", "/bin/sh", "/", "-c", "exit 0");
        await using var app = await builder.StartedAsync();

        var finished = await app.WhenAsync("job", e => KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text));

        Assert.Equal(KnownResourceStates.Finished, finished.Snapshot.State?.Text);
    }

    [Fact]
    public async Task Resource_WhosePortIsTaken_FailsAndNamesThePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        var builder = TestApplication.CreateBuilder("--DcpPublisher:RandomizePorts=false");
        builder.AddEcho().WithEndpoint("http", e => e.Port = port);
        await using var app = await builder.StartedAsync();

        var thrown = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.HealthyAsync("echo"));

        Assert.Contains($"Port {port} is taken", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("echo needs it", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_OfApplication_StopsDependentsFirstAndLeavesNoProcess()
    {
        var builder = TestApplication.CreateBuilder();
        var first = builder.AddEcho("first");
        builder.AddEcho("second").WaitFor(first);
        await using var app = await builder.StartedAsync();
        await app.HealthyAsync("second");
        int[] pids = [app.Pid("first"), app.Pid("second")];

        await app.StopAsync();

        Assert.DoesNotContain(pids, TestApplication.IsAlive);
        Assert.True(app.ResourceNotifications.TryGetCurrentState("first", out var firstState));
        Assert.True(app.ResourceNotifications.TryGetCurrentState("second", out var secondState));
        Assert.True(secondState.Snapshot.StopTimeStamp <= firstState.Snapshot.StopTimeStamp);
    }

    [Fact]
    public async Task Resource_ThatIgnoresTheRequestToEnd_IsKilled()
    {
        var builder = TestApplication.CreateBuilder("--LocalHosting:StopTimeout=00:00:00.2");
        builder.AddExecutable("deaf", "/bin/sh", "/", "-c", "trap '' TERM; while :; do sleep 0.1; done");
        await using var app = await builder.StartedAsync();
        var pid = (await app.HealthyAsync("deaf")).Pid();

        await app.ResourceCommands.ExecuteCommandAsync("deaf", KnownResourceCommands.StopCommand);

        Assert.False(TestApplication.IsAlive(pid));
    }
}
