using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Mosaic.HiveBackendStub;

namespace Mosaic.Tests.HiveBackendStub;

/// <summary>The real stub on a free port of this machine, with a data folder of its own.</summary>
internal sealed class StubHost : IAsyncDisposable
{
    internal const string Secret = "secret-of-the-tests";
    internal const string ApiKey = "key-of-the-tests";

    // Long enough for the slowest machine; only a failing test waits for it.
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WebApplication _app;
    private readonly DirectoryInfo _data;

    private StubHost(WebApplication app, DirectoryInfo data)
    {
        _app = app;
        _data = data;
        // As plain as can be: it follows nothing and puts no trace of its own in the place of a test's.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ActivityHeadersPropagator = null };
        Client = new HttpClient(handler) { BaseAddress = new Uri(app.Urls.Single()), Timeout = Patience };
    }

    internal HttpClient Client { get; }

    internal static async Task<StubHost> StartAsync(TimeProvider? time = null, params string[] settings)
    {
        var data = Directory.CreateTempSubdirectory("mosaic-stub-");
        try
        {
            var app = HiveBackend.Build(
            [
                "--urls=http://127.0.0.1:0", $"--Hive:ApiKey={ApiKey}", $"--Hive:WebhookSecret={Secret}",
                $"--Stub:DataPath={data.FullName}", "--Logging:LogLevel:Default=Error", .. settings,
            ], time);
            await app.StartAsync();
            return new StubHost(app, data);
        }
        catch
        {
            data.Delete(recursive: true);
            throw;
        }
    }

    internal Task StopAsync() => _app.StopAsync();

    internal async Task<JsonElement> GetAsync(string path) => await Client.GetFromJsonAsync<JsonElement>(path);

    internal async Task<long> StatAsync(string name) => (await GetAsync("/stats")).GetProperty(name).GetInt64();

    internal async Task<JsonElement[]> MessagesAsync(string query = "") =>
        [.. (await GetAsync("/messages" + query)).GetProperty("messages").EnumerateArray()];

    internal Task<HttpResponseMessage> PutFaultsAsync(string json) => Client.PutAsync("/faults", Json(json));

    internal static StringContent Json(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
