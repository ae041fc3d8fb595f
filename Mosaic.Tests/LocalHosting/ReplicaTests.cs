using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Mosaic.Tests.LocalHosting;

public sealed class ReplicaTests
{
    private static readonly Uri PidPath = new("/pid", UriKind.Relative);

    [Fact]
    public async Task Replicas_BehindOneEndpoint_AllAnswerAndAreTold()
    {
        await using var app = await StartedAsync();
        using var client = app.CreateHttpClient("echo");

        var pids = new HashSet<string>();
        await Eventually.True(
            async () =>
            {
                pids.Add(await client.GetStringAsync(PidPath));
                return pids.Count == 2;
            },
            TestApplication.Patience);

        Assert.Equal([.. pids.Order()], new[] { app.Pid("echo-0"), app.Pid("echo-1") }.Select(p => $"{p}").Order());
    }

    [Fact]
    public async Task Replicas_EachHave_AnInstanceIdOfTheirOwn()
    {
        await using var app = await StartedAsync();

        var ids = new[] { "echo-0", "echo-1" }.Select(id =>
        {
            Assert.True(app.ResourceNotifications.TryGetCurrentState(id, out var state));
            return state.Snapshot.EnvironmentVariables.Single(v => v.Name == "OTEL_RESOURCE_ATTRIBUTES").Value;
        }).ToList();

        Assert.All(ids, id => Assert.StartsWith("service.instance.id=echo-", id, StringComparison.Ordinal));
        Assert.NotEqual(ids[0], ids[1]);
        Assert.False(app.ResourceNotifications.TryGetCurrentState("echo", out _));
    }

    [Fact]
    public async Task WebSocket_ThroughTheSharedEndpoint_IsRelayed()
    {
        await using var app = await StartedAsync();
        using var socket = new ClientWebSocket();
        var address = new UriBuilder(app.GetEndpoint("echo")) { Scheme = "ws", Path = "/socket" }.Uri;
        using var patience = new CancellationTokenSource(TestApplication.Patience);

        await socket.ConnectAsync(address, patience.Token);
        await socket.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, true, patience.Token);
        var buffer = new byte[16];
        var received = await socket.ReceiveAsync(buffer, patience.Token);

        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, received.Count));
    }

    [Fact]
    public async Task Replica_Stopped_IsNotChosenAnyMore()
    {
        await using var app = await StartedAsync();
        using var client = app.CreateHttpClient("echo");
        var survivor = app.Pid("echo-1");

        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("echo-0", KnownResourceCommands.StopCommand)).Success);

        for (var i = 0; i < 20; i++)
            Assert.Equal($"{survivor}", await client.GetStringAsync(PidPath));
        Assert.Equal(survivor, app.Pid("echo-1"));
    }

    [Fact]
    public async Task Replica_Killed_ComesBackBesideTheOther()
    {
        await using var app = await StartedAsync();
        var other = app.Pid("echo-1");

        using (var process = Process.GetProcessById(app.Pid("echo-0")))
            process.Kill();

        await app.WhenAsync("echo-0", e => e.Snapshot.State?.Text == "Restarting");
        await app.HealthyAsync("echo");
        Assert.Equal(other, app.Pid("echo-1"));
    }

    [Fact]
    public async Task Replica_Ill_IsNotChosenWhileAnotherIsHealthy()
    {
        await using var app = await StartedAsync();
        using var client = app.CreateHttpClient("echo");
        var ill = await client.GetStringAsync(PidPath);
        using (var answer = await client.PostAsync(new Uri("/ill", UriKind.Relative), null))
            answer.EnsureSuccessStatusCode();

        // Whichever of the two was told so, the other one answers from then on.
        await app.WhenAsync("echo", e => e.Snapshot.HealthStatus is Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy && e.Snapshot.HealthReports.All(r => r.Status is not null));
        var answers = new List<string>();
        await Eventually.True(
            async () =>
            {
                answers.Clear();
                for (var i = 0; i < 10; i++)
                    answers.Add(await client.GetStringAsync(PidPath));
                return answers.Distinct().Count() == 1;
            },
            TestApplication.Patience);
        Assert.NotEmpty(ill);
    }

    private static async Task<DistributedApplication> StartedAsync()
    {
        var builder = TestApplication.CreateBuilder();
        builder.AddEcho().WithReplicas(2);
        var app = await builder.StartedAsync();
        await app.HealthyAsync("echo");
        return app;
    }
}
