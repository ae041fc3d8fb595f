using System.Net;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Mosaic.Tests.AppHost;
using Mosaic.Tests.Broker;
using RabbitMQ.Client;

namespace Mosaic.Tests.RabbitMQHosting;

/// <summary>RabbitMQ as a local server under Aspire.</summary>
public sealed class LocalServerTests : IDisposable
{
    private const string Queue = "kept";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("rabbitmq-data-");
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(3));

    public void Dispose()
    {
        _patience.Dispose();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task Start_WithAPort_ListensThereAndLetsItsUserManageIt()
    {
        var port = Ports.Free();

        await using var broker = await BrokerApplication.StartAsync(_patience.Token, port: port);

        Assert.Equal(port, new Uri(broker.ConnectionString).Port);
        await using var connection = await ConnectAsync(broker.ConnectionString);
        using var management = RabbitMQFixture.Management(broker.App.CreateHttpClient(BrokerApplication.Name, "management"), broker.ConnectionString);
        using var answer = await management.GetAsync("/api/overview");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Start_AgainOnTheSameDataWithAnotherPassword_HasItsMessagesAndTheNewPassword()
    {
        await using (var first = await StartOnDataAsync("one"))
        {
            await using var connection = await ConnectAsync(first.ConnectionString);
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
            await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
            await channel.BasicPublishAsync("", Queue, mandatory: true, new BasicProperties { Persistent = true }, "kept"u8.ToArray());
        }

        await using var second = await StartOnDataAsync("two");

        Assert.Contains(":two@", second.ConnectionString, StringComparison.Ordinal);
        await using var again = await ConnectAsync(second.ConnectionString);
        await using var reader = await again.CreateChannelAsync();
        var kept = await reader.BasicGetAsync(Queue, autoAck: true);
        Assert.Equal("kept", Encoding.UTF8.GetString(kept!.Body.Span));
    }

    [Fact]
    public async Task Stop_WithoutAVolume_RemovesItsData()
    {
        string home;
        await using (var broker = await BrokerApplication.StartAsync(_patience.Token))
        {
            Assert.True(broker.App.ResourceNotifications.TryGetCurrentState(BrokerApplication.Name, out var state));
            home = state.Snapshot.EnvironmentVariables.Single(variable => variable.Name == "HOME").Value!;
            Assert.True(Directory.Exists(home));
        }

        await Eventually.True(() => !Directory.Exists(home), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Start_WithoutAServer_FailsAndTheResourcesLogSaysWhy()
    {
        const string Reason = "RabbitMQ:ServerPath is '/no/such/server', but there is no such file.";
        await using var app = BrokerApplication.Build(["--RabbitMQ:ServerPath=/no/such/server"]);
        await app.StartAsync(_patience.Token);

        await app.ResourceNotifications.WaitForResourceAsync(BrokerApplication.Name, KnownResourceStates.FailedToStart, _patience.Token);

        var log = app.Services.GetRequiredService<ResourceLoggerService>();
        var resource = app.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(resource => resource.Name == BrokerApplication.Name);
        await foreach (var lines in log.WatchAsync(resource).WithCancellation(_patience.Token))
        {
            if (lines.Any(line => line.Content.Contains(Reason, StringComparison.Ordinal)))
            {
                return;
            }
        }

        Assert.Fail("The log ended without the reason.");
    }

    [Theory]
    [InlineData("Container", typeof(RabbitMQServerResource))]
    [InlineData("Server", typeof(ExecutableResource))]
    public async Task BeforeStart_WithASource_IsThatKindOfResource(string source, Type kind)
    {
        await using var app = BrokerApplication.Build([$"--RabbitMQ:Source={source}"], messaging => messaging.WithDataBindMount(_data.FullName));
        var model = app.Services.GetRequiredService<DistributedApplicationModel>();

        await app.Services.GetRequiredService<IDistributedApplicationEventing>().PublishAsync(new BeforeStartEvent(app.Services, model), _patience.Token);

        Assert.IsAssignableFrom(kind, Assert.Single(model.Resources, resource => resource.Name == BrokerApplication.Name));
    }

    [Fact]
    public void Publish_LocalServer_StaysAContainer()
    {
        var builder = DistributedApplication.CreateBuilder(["--publisher", "manifest", "--output-path", _data.FullName]);

        builder.AddRabbitMQ(BrokerApplication.Name).RunAsLocalServer();

        Assert.IsType<RabbitMQServerResource>(Assert.Single(builder.Resources, resource => resource.Name == BrokerApplication.Name));
    }

    private Task<BrokerApplication> StartOnDataAsync(string password) => BrokerApplication.StartAsync(
        _patience.Token, messaging => messaging.WithDataBindMount(_data.FullName), arguments: $"--Parameters:{BrokerApplication.Name}-password={password}");

    private static Task<IConnection> ConnectAsync(string address) => new ConnectionFactory { Uri = new Uri(address) }.CreateConnectionAsync();
}
