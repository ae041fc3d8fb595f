using System.Text.RegularExpressions;
using Mosaic.Tests.Deploy;

namespace Mosaic.Tests.ServiceDefaults.Settings;

/// <summary>AppHost.cs reads its few keys one by one, as AppHosts do: docs/configuration.md has them by hand.</summary>
public sealed partial class AppHostKeysTests
{
    [Fact]
    public void Document_EveryKeyThatAppHostReads_IsInIt()
    {
        var document = File.ReadAllText(Repository.PathOf("docs", "configuration.md"));
        var source = File.ReadAllText(Repository.PathOf("Mosaic.AppHost", "AppHost.cs"));
        string[] keys =
        [
            .. Value().Matches(source).Select(match => match.Groups[1].Value),
            .. ConnectionString().Matches(source).Select(match => $"ConnectionStrings:{match.Groups[1].Value}"),
            .. Parameter().Matches(source).Select(match => $"Parameters:{match.Groups[1].Value}"),
        ];

        Assert.Contains("Replicas", keys);
        Assert.Contains("Parameters:webhook-secret", keys);
        Assert.All(keys, key => Assert.Contains($"| `{key}` |", document, StringComparison.Ordinal));
    }

    [GeneratedRegex("""(?:Configuration\[|GetValue(?:<\w+>)?\()"([^"]+)""")]
    private static partial Regex Value();

    [GeneratedRegex("""GetConnectionString\("([^"]+)""")]
    private static partial Regex ConnectionString();

    [GeneratedRegex("""(?:AddParameter|Secret)\("([^"]+)""")]
    private static partial Regex Parameter();
}
