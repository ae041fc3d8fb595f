using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Mosaic.DeviceService;

namespace Mosaic.Tests.DeviceService;

/// <summary>The real Device Service on a free port of this machine.</summary>
internal sealed class ServiceHost : IAsyncDisposable
{
    internal const string ApiKey = "key-of-the-tests";
    internal const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    // Long enough for the slowest machine; only a failing test waits for it.
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WebApplication _app;

    private ServiceHost(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = Patience };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
    }

    internal HttpClient Client { get; }

    internal IServiceProvider Services => _app.Services;

    internal static async Task<ServiceHost> StartAsync(string broker, string hive, params string[] settings)
    {
        var app = DeviceServiceApp.Build(
        [
            "--urls=http://127.0.0.1:0", $"--ConnectionStrings:messaging={broker}", $"--Hive:BaseAddress={hive}",
            $"--Hive:ApiKey={ApiKey}", $"--Hive:WebhookSecret={Secret}", "--Logging:LogLevel:Default=Error", .. settings,
        ]);
        await app.StartAsync();
        return new ServiceHost(app);
    }

    /// <summary>Starts it and waits until it is connected to RabbitMQ and listens for confirmations.</summary>
    internal static async Task<ServiceHost> StartReadyAsync(string broker, string hive, params string[] settings)
    {
        var host = await StartAsync(broker, hive, settings);
        await Eventually.True(async () => (await host.Client.GetAsync("/health")).IsSuccessStatusCode, Patience);
        await Eventually.True(async () => (await host.Client.GetAsync("/devices")).IsSuccessStatusCode, Patience);
        await Eventually.True(async () =>
        {
            // Nothing is bound for this device: 409 says that all is in place.
            using var answer = await host.PostAsync($"/devices/{Guid.NewGuid()}/requests", """{"type":"ready","timeout":1}""");
            return answer.StatusCode == System.Net.HttpStatusCode.Conflict;
        }, Patience);
        return host;
    }

    /// <summary>Waits until it is about to stop.</summary>
    internal Task IsStoppingAsync() =>
        Eventually.True(() => _app.Lifetime.ApplicationStopping.IsCancellationRequested, Patience);

    internal Task<HttpResponseMessage> PostAsync(string path, string json) =>
        Client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));

    internal async Task<JsonElement> GetAsync(string path) => await Client.GetFromJsonAsync<JsonElement>(path);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
