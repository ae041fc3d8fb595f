using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.Tests.Broker;

/// <summary>One virtual host of the tests' RabbitMQ; gone with everything in it when disposed of.</summary>
internal sealed class VirtualHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _management;
    private readonly string _name;

    private VirtualHost(HttpClient management, string name, string connectionString)
    {
        _management = management;
        _name = name;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    public ConnectionFactory Factory => new() { Uri = new Uri(ConnectionString), AutomaticRecoveryEnabled = false, TopologyRecoveryEnabled = false };

    public static async Task<VirtualHost> CreateAsync(HttpClient management, string connectionString)
    {
        var user = new Uri(connectionString).UserInfo.Split(':')[0];
        var name = $"test-{Guid.NewGuid():N}";
        await SendAsync(management, HttpMethod.Put, $"/api/vhosts/{name}", new { });
        await SendAsync(management, HttpMethod.Put, $"/api/permissions/{name}/{user}", new { configure = ".*", write = ".*", read = ".*" });
        return new VirtualHost(management, name, $"{connectionString.TrimEnd('/')}/{name}");
    }

    public Task<IConnection> ConnectAsync() => Factory.CreateConnectionAsync();

    /// <summary>The connections of a service; the caller disposes of them.</summary>
    public Mosaic.Messaging.Broker OpenBroker(MessagingOptions options) =>
        new(Factory, Options.Create(options), TimeProvider.System, NullLogger<BrokerConnection>.Instance);

    /// <summary>RabbitMQ itself closes the connections whose name begins so. It shows new ones only after some seconds.</summary>
    public async Task CloseConnectionsAsync(string namePrefix)
    {
        var closed = 0;
        await Eventually.True(async () =>
        {
            foreach (var connection in await GetAsync($"/api/vhosts/{_name}/connections"))
            {
                if (connection.TryGetProperty("user_provided_name", out var given) && given.GetString()!.StartsWith(namePrefix, StringComparison.Ordinal))
                {
                    await SendAsync(_management, HttpMethod.Delete, $"/api/connections/{Uri.EscapeDataString(connection.GetProperty("name").GetString()!)}", null);
                    closed++;
                }
            }
            return closed > 0;
        }, Patience);
    }

    public async ValueTask DisposeAsync() => await SendAsync(_management, HttpMethod.Delete, $"/api/vhosts/{_name}", null);

    private async Task<JsonElement[]> GetAsync(string path) =>
        (await _management.GetFromJsonAsync<JsonElement[]>(new Uri(path, UriKind.Relative)))!;

    private static async Task SendAsync(HttpClient management, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body);
        using var response = await management.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }
}
