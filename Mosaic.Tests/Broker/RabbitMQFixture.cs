using System.Net.Http.Headers;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace Mosaic.Tests.Broker;

/// <summary>A real RabbitMQ for the tests that speak to one, started once.</summary>
public sealed class RabbitMQFixture : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // Long enough to install the package first.

    private DistributedApplication? _app;
    private HttpClient? _management;

    /// <summary>Where it is: an AMQP address with user and password.</summary>
    internal string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync()
    {
        var builder = DistributedApplication.CreateBuilder(
            ["--DcpPublisher:RandomizePorts=true", "--LocalHosting:Fresh=true", "--LocalHosting:Console=false"]);
        var messaging = builder.AddRabbitMQ("messaging").WithManagementPlugin();
        _app = builder.Build();
        using var patience = new CancellationTokenSource(Patience);
        await _app.StartAsync(patience.Token);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("messaging", patience.Token);
        ConnectionString = (await messaging.Resource.ConnectionStringExpression.GetValueAsync(patience.Token))!;
        _management = _app.CreateHttpClient("messaging", "management");
        var user = Uri.UnescapeDataString(new Uri(ConnectionString).UserInfo);
        _management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user)));
    }

    /// <summary>An empty virtual host, for tests that must not meet the queues of others.</summary>
    internal Task<VirtualHost> CreateVirtualHostAsync() => VirtualHost.CreateAsync(_management!, ConnectionString);

    public async Task DisposeAsync()
    {
        _management?.Dispose();
        if (_app is { } app) await app.DisposeAsync();
    }
}
