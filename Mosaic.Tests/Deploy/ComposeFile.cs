using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mosaic.Tests.Deploy;

/// <summary><c>deploy/compose.yaml</c> with its variables put in, as Compose does: the forms it uses, <c>:-</c> and <c>:?</c>.</summary>
internal sealed partial class ComposeFile(IReadOnlyDictionary<string, string> environment)
{
    internal static string Text { get; } = File.ReadAllText(Repository.PathOf("deploy", "compose.yaml"));

    /// <summary>The variables that the file names.</summary>
    internal static IEnumerable<string> Variables => Variable().Matches(Text).Select(match => match.Groups["name"].Value).Distinct();

    internal JsonObject Services => Yaml.Parse(PutIn(Text))!["services"]!.AsObject();

    internal IReadOnlyDictionary<string, string> EnvironmentOf(string service) =>
        Services[service]!["environment"]!.AsObject().ToDictionary(variable => variable.Key, variable => (string)variable.Value!);

    // The innermost first, so that a default may hold variables itself.
    private string PutIn(string text)
    {
        while (Innermost().Match(text) is { Success: true } match)
        {
            text = text[..match.Index] + ValueOf(match) + text[(match.Index + match.Length)..];
        }

        return text;
    }

    private string ValueOf(Match match)
    {
        var value = environment.GetValueOrDefault(match.Groups["name"].Value, "");
        if (value.Length > 0)
        {
            return value;
        }

        return match.Groups["form"].Value == ":-"
            ? match.Groups["word"].Value
            : throw new InvalidOperationException(match.Groups["word"].Value);
    }

    [GeneratedRegex(@"\$\{(?<name>[A-Z_]+)(?<form>:-|:\?)(?<word>[^{}]*)\}")]
    private static partial Regex Innermost();

    [GeneratedRegex(@"\$\{(?<name>[A-Z_]+)")]
    private static partial Regex Variable();
}
