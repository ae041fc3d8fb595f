using Aspire.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Mosaic.LocalHosting.Engine;

namespace Mosaic.Tests.LocalHosting;

public sealed class RunTests
{
    [Theory]
    [InlineData("--publisher", "manifest")]
    [InlineData("--operation", "publish")]
    [InlineData("--operation", "publish", "--step", "deploy", "--output-path", "nowhere")]
    public async Task Run_ToPublishNothingKnown_StartsNothingAndEndsWith1(params string[] args)
    {
        var builder = TestApplication.CreateBuilder(args);
        builder.AddEcho();
        await using var app = builder.Build();

        Assert.True(builder.ExecutionContext.IsPublishMode);
        Assert.Equal(1, await RunAsync(app));
        Assert.False(app.ResourceNotifications.TryGetCurrentState("echo", out _));
    }

    [Fact]
    public async Task Run_WithAResourceThatDoesNotStart_StopsTheOthersAndEndsWith1()
    {
        var builder = TestApplication.CreateBuilder();
        builder.AddEcho();
        builder.AddExecutable("missing", "no-such-program", "/");
        await using var app = builder.Build();

        Assert.Equal(1, await RunAsync(app));
        Assert.True(app.ResourceNotifications.TryGetCurrentState("missing", out var failed));
        Assert.Equal("FailedToStart", failed.Snapshot.State?.Text);
        Assert.True(app.ResourceNotifications.TryGetCurrentState("echo", out var stopped));
        Assert.Equal("Exited", stopped.Snapshot.State?.Text);
    }

    [Fact]
    public async Task Run_UntilStopped_EndsWith0()
    {
        var builder = TestApplication.CreateBuilder();
        builder.AddEcho();
        await using var app = builder.Build();

        var run = RunAsync(app);
        await app.HealthyAsync("echo");
        app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.Equal(0, await run.WaitAsync(TestApplication.Patience));
    }

    [Fact]
    public async Task SecondRun_OnTheSameData_IsRefused()
    {
        var data = Directory.CreateTempSubdirectory("mosaic-run-").FullName;
        try
        {
            await using var first = await TestApplication.CreateBuilder("--LocalHosting:Fresh=false", $"--LocalHosting:DataDirectory={data}").StartedAsync();
            await using var second = TestApplication.CreateBuilder("--LocalHosting:Fresh=false", $"--LocalHosting:DataDirectory={data}").Build();

            var thrown = await Assert.ThrowsAsync<DistributedApplicationException>(() => second.StartAsync());

            Assert.Contains("running already", thrown.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static Task<int> RunAsync(DistributedApplication app) =>
        app.Services.GetRequiredService<ApplicationRun>().RunAsync(app, CancellationToken.None);
}
