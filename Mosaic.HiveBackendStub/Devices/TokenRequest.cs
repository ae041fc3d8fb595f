using System.Text.Json.Serialization;

namespace Mosaic.HiveBackendStub.Devices;

/// <summary>The optional body of <c>POST /devices</c> and <c>POST /devices/{device}/token</c>.</summary>
internal sealed class TokenRequest
{
    /// <summary>The device's UUID; a new one when absent.</summary>
    public string? Device { get; init; }

    /// <summary>How long the token is valid, in seconds.</summary>
    [JsonPropertyName("expiresin")]
    public long? ExpiresIn { get; init; }
}
