using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Mosaic.Dashboard.Access;

/// <summary>
/// The token of this dashboard, and the cookie that stands for it in a browser. The cookie's value is derived from the token,
/// so it is as good as the token and needs no store: a dashboard that is started again with the same token knows its users.
/// </summary>
internal sealed class BrowserToken(IOptions<FrontendOptions> options)
{
    private const int TokenBytes = 16;

    private static readonly byte[] Purpose = "mosaic dashboard login"u8.ToArray();

    public string Value { get; } = string.IsNullOrEmpty(options.Value.BrowserToken)
        ? RandomNumberGenerator.GetHexString(TokenBytes * 2, lowercase: true)
        : options.Value.BrowserToken;

    public string CookieValue => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Value), Purpose));

    public bool IsToken(string? given) => AreEqual(given, Value);

    public bool IsCookie(string? given) => AreEqual(given, CookieValue);

    /// <summary>Browsers keep one set of cookies for all ports of a host: each dashboard of a machine has its own.</summary>
    public static string CookieName(HttpContext context) => $"mosaic-dashboard-{context.Connection.LocalPort}";

    // Hashes have one length, so the time taken tells nothing of the token's.
    private static bool AreEqual(string? given, string expected) => CryptographicOperations.FixedTimeEquals(Hash(given ?? ""), Hash(expected));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
