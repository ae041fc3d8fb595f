namespace Mosaic.WebSocketService.Authentication;

/// <summary>The keys that device tokens are signed with.</summary>
internal interface ISigningKeys
{
    /// <summary>The keys to check a token with, null when they are not to be had now.</summary>
    /// <param name="keyId">The token's <c>kid</c>; one that is not known yet makes the keys be fetched anew, and when that fails it is not known whether it is one of them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<SigningKey>?> GetAsync(string? keyId, CancellationToken cancellationToken);
}
