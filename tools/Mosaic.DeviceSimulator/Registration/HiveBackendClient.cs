using System.Net.Http.Json;
using Mosaic.DeviceSimulator.Reporting;

namespace Mosaic.DeviceSimulator.Registration;

/// <summary>Registers devices at the Hive Backend stub and gets their tokens.</summary>
internal sealed class HiveBackendClient(HttpClient http, Refusals refusals) : IDisposable
{
    // A fleet that starts or comes back all at once must not open a connection for each device.
    private const int AtOnce = 32;
    private readonly SemaphoreSlim _slots = new(AtOnce);

    public Task<DeviceToken> RegisterAsync(Guid device, CancellationToken cancellationToken) =>
        PostAsync("devices", new { device }, cancellationToken);

    public Task<DeviceToken> RenewAsync(Guid device, CancellationToken cancellationToken) =>
        PostAsync($"devices/{device}/token", new { }, cancellationToken);

    public void Dispose() => _slots.Dispose();

    private async Task<DeviceToken> PostAsync<T>(string path, T body, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            using var response = await http.PostAsJsonAsync(path, body, cancellationToken);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync<DeviceToken>(cancellationToken)
                ?? throw new HttpRequestException("The Hive Backend answered without a token.");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested) // A time-out is a cancellation too.
        {
            refusals.TokenFailed(exception);
            throw;
        }
        finally
        {
            _slots.Release();
        }
    }
}
