namespace Mosaic.DeviceSimulator.Misbehaviour;

internal static class ForgedToken
{
    /// <summary>The token with another first character of its signature: well formed, and not signed by its issuer.</summary>
    public static string From(string token)
    {
        var signature = token.LastIndexOf('.') + 1;
        var forged = token[signature] == 'A' ? 'B' : 'A';
        return string.Concat(token.AsSpan(0, signature), [forged], token.AsSpan(signature + 1));
    }
}
