using Aspire.Hosting;

namespace Mosaic.Tests.Broker;

/// <summary>A real RabbitMQ for the tests that speak to one, started once.</summary>
public sealed class RabbitMQFixture : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // Long enough to install the package first.

    private DistributedApplication? _app;

    /// <summary>Where it is: an AMQP address with user and password.</summary>
    internal string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync()
    {
        var builder = DistributedApplication.CreateBuilder(
            ["--DcpPublisher:RandomizePorts=true", "--LocalHosting:Fresh=true", "--LocalHosting:Console=false"]);
        var messaging = builder.AddRabbitMQ("messaging");
        _app = builder.Build();
        using var patience = new CancellationTokenSource(Patience);
        await _app.StartAsync(patience.Token);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("messaging", patience.Token);
        ConnectionString = (await messaging.Resource.ConnectionStringExpression.GetValueAsync(patience.Token))!;
    }

    public async Task DisposeAsync()
    {
        if (_app is { } app) await app.DisposeAsync();
    }
}
