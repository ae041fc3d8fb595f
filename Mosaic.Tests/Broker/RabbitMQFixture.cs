using System.Net.Http.Headers;
using System.Text;
using Aspire.Hosting.Testing;
using Mosaic.Tests.AppHost;

namespace Mosaic.Tests.Broker;

/// <summary>A real RabbitMQ for the tests that speak to one, started once, or a virtual host of one that runs already.</summary>
public sealed class RabbitMQFixture : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // Long enough to install the package first.

    private BrokerApplication? _app;
    private HttpClient? _management;
    private VirtualHost? _own;
    private string _server = "";

    /// <summary>Where it is: an AMQP address with user and password.</summary>
    internal string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (ExternalBroker.Given is { } external)
        {
            _server = external.ConnectionString;
            _management = Management(new HttpClient { BaseAddress = external.Management }, _server);
            _own = await CreateVirtualHostAsync();
            ConnectionString = _own.ConnectionString;
            return;
        }

        using var patience = new CancellationTokenSource(Patience);
        _app = await BrokerApplication.StartAsync(patience.Token);
        ConnectionString = _server = _app.ConnectionString;
        _management = Management(_app.App.CreateHttpClient("messaging", "management"), _server);
    }

    /// <summary>An empty virtual host, for tests that must not meet the queues of others.</summary>
    internal Task<VirtualHost> CreateVirtualHostAsync() => VirtualHost.CreateAsync(_management!, _server);

    public async Task DisposeAsync()
    {
        if (_own is { } own)
        {
            await own.DisposeAsync();
        }

        _management?.Dispose();
        if (_app is { } app)
        {
            await app.DisposeAsync();
        }
    }

    /// <summary>Lets the client in as the user of the connection string.</summary>
    internal static HttpClient Management(HttpClient client, string connectionString)
    {
        var user = Uri.UnescapeDataString(new Uri(connectionString).UserInfo);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user)));
        return client;
    }
}
