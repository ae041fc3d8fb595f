using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;

namespace Mosaic.LocalHosting.Dashboard;

/// <summary>Tells the values that the dashboard masks until somebody asks to see them.</summary>
internal sealed partial class Secrets(DistributedApplicationModel model, DashboardSettings settings)
{
    // Shorter ones would be found everywhere.
    private const int ShortestPart = 4;

    private readonly Lock _lock = new();
    private string[]? _known;

    /// <summary>Whether a value is a secret of this run, contains one, or by its name or look has a password in it.</summary>
    public bool Has(string name, string? value) =>
        !string.IsNullOrEmpty(value)
        && (SecretName().IsMatch(name) || PasswordInside().IsMatch(value)
            || Known().Any(secret => value == secret || (secret.Length >= ShortestPart && value.Contains(secret, StringComparison.Ordinal))));

    // Asked for once resources run, when every parameter has its value.
    private string[] Known()
    {
        lock (_lock)
            return _known ??= [.. Values().Where(v => !string.IsNullOrEmpty(v)).SelectMany(v => new[] { v!, Uri.EscapeDataString(v!) }).Distinct()];
    }

    private IEnumerable<string?> Values() =>
    [
        settings.BrowserToken, settings.OtlpApiKey, settings.ResourceServiceKey,
        .. model.Resources.OfType<ParameterResource>().Where(p => p.Secret).Select(p => p.GetValueAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult()),
    ];

    [GeneratedRegex("(password|passwd|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    // scheme://user:password@host and the key=value form of a connection string.
    [GeneratedRegex("://[^/@\\s]*:[^/@\\s]+@|(password|pwd|accountkey|sharedaccesskey)\\s*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PasswordInside();
}
