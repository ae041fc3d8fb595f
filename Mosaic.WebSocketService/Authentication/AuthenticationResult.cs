namespace Mosaic.WebSocketService.Authentication;

/// <summary>What a token was found to be. Exactly one of the three.</summary>
/// <param name="Identity">Set when the token is good.</param>
/// <param name="Refusal">Set when it is bad: why, in words that carry nothing of the token.</param>
internal readonly record struct AuthenticationResult(DeviceIdentity? Identity, string? Refusal)
{
    /// <summary>Neither good nor bad: the issuer's keys are not to be had now.</summary>
    public bool IsUndecided => Identity is null && Refusal is null;
}
