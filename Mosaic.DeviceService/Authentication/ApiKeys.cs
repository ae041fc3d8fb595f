using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Configuration;

namespace Mosaic.DeviceService.Authentication;

/// <summary>Knows the API keys that callers may use.</summary>
internal sealed class ApiKeys(IOptions<HiveOptions> options)
{
    private const string Scheme = "Bearer ";
    private const int LongestKey = 1024;

    private readonly byte[][] _hashes = [.. Split(options.Value.ApiKey).Select(key => SHA256.HashData(Encoding.UTF8.GetBytes(key)))];

    internal static string[] Split(string configured) =>
        configured.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether an <c>Authorization</c> header carries one of the keys. Takes as long for every wrong key.</summary>
    internal bool Accept(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        var key = authorization.AsSpan(Scheme.Length).Trim();
        if (key.Length > LongestKey) return false;

        Span<byte> utf8 = stackalloc byte[Encoding.UTF8.GetMaxByteCount(LongestKey)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(key, utf8)], hash);
        var accepted = false;
        foreach (var known in _hashes) accepted |= CryptographicOperations.FixedTimeEquals(hash, known);
        return accepted;
    }
}
