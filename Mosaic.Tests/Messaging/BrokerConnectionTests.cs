using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using RabbitMQ.Client;

namespace Mosaic.Tests.Messaging;

[Collection(RabbitMQTests.Name)]
public sealed class BrokerConnectionTests(RabbitMQFixture rabbit)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FakeLogger<BrokerConnection> _log = new();

    [Fact]
    public async Task Open_NobodyListens_SaysWhereAndWhyOnce()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        var warning = await FailAsync(new ConnectionFactory { Uri = new Uri($"amqp://127.0.0.1:{port}") }, attempts: 3);

        Assert.EndsWith($"Connection failed, host 127.0.0.1:{port}: Connection refused.", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WrongPassword_SaysThatTheLoginWasRefused()
    {
        var warning = await FailAsync(new ConnectionFactory { Uri = new Uri(rabbit.ConnectionString), Password = "another" }, attempts: 1);

        Assert.Contains("ACCESS_REFUSED", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_NoSuchVirtualHost_NamesIt()
    {
        var warning = await FailAsync(new ConnectionFactory { Uri = new Uri(rabbit.ConnectionString), VirtualHost = "no-such" }, attempts: 1);

        Assert.Contains("vhost no-such not found", warning, StringComparison.Ordinal);
    }

    /// <summary>Tries until it has failed so often: the one warning.</summary>
    private async Task<string> FailAsync(ConnectionFactory factory, int attempts)
    {
        await using var connection = new BrokerConnection(factory, "test", (_, _) => Task.CompletedTask, TimeProvider.System, _log);
        using var enough = new CancellationTokenSource();
        var opening = connection.OpenAsync(enough.Token).AsTask();
        await Eventually.True(() => _log.Collector.GetSnapshot().Count(entry => entry.Level == LogLevel.Debug) >= attempts, Patience);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);

        var warning = Assert.Single(_log.Collector.GetSnapshot(), entry => entry.Level == LogLevel.Warning).Message;
        Assert.EndsWith(connection.Failure!, warning, StringComparison.Ordinal);
        return warning;
    }
}
