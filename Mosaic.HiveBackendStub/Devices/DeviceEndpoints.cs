using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Mosaic.HiveBackendStub.Http;
using Mosaic.HiveConsole.Fleet;

namespace Mosaic.HiveBackendStub.Devices;

/// <summary>Registers devices: gives them tokens.</summary>
internal sealed class DeviceEndpoints(TokenIssuer issuer, DeviceRegistry registry, DeviceFleet fleet)
{
    private const long DefaultLifetime = 3600;
    private const long LongestLifetime = 30 * 24 * 3600;

    internal async Task<Results<Created<DeviceToken>, ProblemHttpResult>> RegisterAsync(HttpContext context)
    {
        var (request, problem) = await JsonBody.ReadAsync<TokenRequest>(context);
        return request is null ? problem! : Issue(request.Device ?? Guid.NewGuid().ToString("D"), request.ExpiresIn);
    }

    internal async Task<Results<Created<DeviceToken>, ProblemHttpResult>> RenewAsync(HttpContext context, string device)
    {
        var (request, problem) = await JsonBody.ReadAsync<TokenRequest>(context);
        if (request is null)
        {
            return problem!;
        }

        if (request.Device is not null && !string.Equals(request.Device, device, StringComparison.OrdinalIgnoreCase))
        {
            return Problems.InvalidField("device", "is another one than the path's.");
        }

        return Issue(device, request.ExpiresIn);
    }

    private Results<Created<DeviceToken>, ProblemHttpResult> Issue(string device, long? expiresIn)
    {
        if (!Http.Uuid.TryParse(device, out var id))
        {
            return Problems.InvalidField("device", "must be a UUID such as 0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f.");
        }

        if (expiresIn is < 1 or > LongestLifetime)
        {
            return Problems.InvalidField("expiresin", $"must be 1 to {LongestLifetime} seconds.");
        }

        var token = issuer.Issue(id, TimeSpan.FromSeconds(expiresIn ?? DefaultLifetime));
        registry.Add(token);
        fleet.Registered(id);
        return TypedResults.Created($"/devices/{token.Device}", token);
    }
}

/// <summary>The optional body of <c>POST /devices</c> and <c>POST /devices/{device}/token</c>.</summary>
internal sealed class TokenRequest
{
    /// <summary>The device's UUID; a new one when absent.</summary>
    public string? Device { get; init; }

    /// <summary>How long the token is valid, in seconds.</summary>
    [JsonPropertyName("expiresin")]
    public long? ExpiresIn { get; init; }
}
