using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Mosaic.LocalHosting.Engine;

namespace Mosaic.LocalHosting.Dashboard;

/// <summary>Where the dashboard of this run is and what it asks of whom, in the configuration's words, which are Aspire's.</summary>
/// <param name="Assembly">The dashboard's program.</param>
/// <param name="Pages">What the pages listen on, as in <c>ASPNETCORE_URLS</c>.</param>
/// <param name="OtlpGrpc">What takes telemetry over gRPC.</param>
/// <param name="OtlpHttp">What takes telemetry over HTTP.</param>
/// <param name="BrowserToken">What a user logs in with; null: everyone on this machine may see the pages.</param>
/// <param name="OtlpApiKey">What a sender of telemetry has to know; null: everyone on this machine may send.</param>
/// <param name="ResourceServiceKey">What the dashboard has to know to ask the engine.</param>
internal sealed record DashboardSettings(
    string Assembly, string Pages, Uri OtlpGrpc, Uri OtlpHttp, string? BrowserToken, string? OtlpApiKey, string ResourceServiceKey)
{
    private const string UrlsKey = "ASPNETCORE_URLS";
    private const string BrowserTokenKey = "AppHost:BrowserToken";
    private const string OtlpApiKeyKey = "AppHost:OtlpApiKey";
    private const int TokenBytes = 16;

    /// <summary>The pages' addresses as a browser of this machine spells them.</summary>
    public IEnumerable<Uri> PageAddresses => Pages.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(Local);

    /// <summary>What a click logs in with.</summary>
    public string LoginUrl => $"{PageAddresses.First().GetLeftPart(UriPartial.Authority)}{(BrowserToken is null ? "" : $"/login?t={BrowserToken}")}";

    /// <summary>Takes what configuration says, makes up the rest, and writes that back for the AppHost to read.</summary>
    public static DashboardSettings Create(string assembly, ConfigurationManager configuration)
    {
        var isOpen = First(configuration, "DASHBOARD_UNSECURED_ALLOW_ANONYMOUS") is { } open && bool.Parse(open);
        var randomize = configuration.GetValue("DcpPublisher:RandomizePorts", false);
        var settings = new DashboardSettings(
            assembly,
            Given(configuration[UrlsKey]) ?? FreeAddress(),
            Local(Given(First(configuration, "DASHBOARD_OTLP_ENDPOINT_URL")) ?? FreeAddress()),
            Local(Given(First(configuration, "DASHBOARD_OTLP_HTTP_ENDPOINT_URL")) ?? FreeAddress()),
            isOpen ? null : configuration[BrowserTokenKey] ?? First(configuration, "DASHBOARD_FRONTEND_BROWSERTOKEN") ?? Token(),
            isOpen ? null : configuration[OtlpApiKeyKey] ?? Token(),
            Token());
        configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [UrlsKey] = settings.Pages,
            [BrowserTokenKey] = settings.BrowserToken,
            [OtlpApiKeyKey] = settings.OtlpApiKey,
        });
        return settings;

        string? Given(string? address) => randomize || string.IsNullOrWhiteSpace(address) ? null : address;
    }

    // Aspire's names and those it had before.
    private static string? First(ConfigurationManager configuration, string name) =>
        new[] { configuration[$"ASPIRE_{name}"], configuration[$"DOTNET_{name}"] }.FirstOrDefault(v => !string.IsNullOrEmpty(v));

    private static string FreeAddress() => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{FreePorts.Next()}");

    private static Uri Local(string address) =>
        new(address.Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal));

    private static string Token() => RandomNumberGenerator.GetHexString(TokenBytes * 2, lowercase: true);
}
