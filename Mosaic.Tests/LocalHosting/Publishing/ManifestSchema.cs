using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mosaic.Tests.LocalHosting.Publishing;

/// <summary>
/// The rules of the published schema (https://json.schemastore.org/aspire-8.0.json) for the kinds of resources that the
/// engine writes, and that every expression refers to something of the manifest.
/// </summary>
internal static partial class ManifestSchema
{
    private static readonly Dictionary<string, (string[] Required, string[] Allowed)> Kinds = new()
    {
        ["parameter.v0"] = (["value", "inputs"], ["connectionString"]),
        ["annotated.string"] = (["value", "filter"], []),
        ["value.v0"] = (["connectionString"], []),
        ["container.v0"] = (["image"], ["entrypoint", "args", "connectionString", "env", "bindings", "bindMounts", "volumes"]),
        ["project.v0"] = (["path"], ["args", "env", "bindings"]),
        ["executable.v0"] = (["command", "workingDirectory"], ["args", "env", "bindings"]),
    };

    public static IReadOnlyList<string> Violations(JsonNode manifest)
    {
        var found = new List<string>();
        var resources = manifest["resources"]!.AsObject();
        Check(manifest, "manifest", ["resources"], []);
        foreach (var (name, resource) in resources)
            CheckResource(name, resource!);
        return found;

        void CheckResource(string name, JsonNode resource)
        {
            if ((string?)resource["type"] is not { } type || !Kinds.TryGetValue(type, out var kind))
            {
                found.Add($"{name} is of no known type.");
                return;
            }
            Check(resource, name, ["type", .. kind.Required], kind.Allowed);
            foreach (var (property, value) in resource.AsObject())
                CheckProperty($"{name}.{property}", property, value!);
            foreach (Match reference in Reference().Matches(resource.ToJsonString()))
                if (!resources.ContainsKey(reference.Groups[1].Value))
                    found.Add($"{name} refers to {reference.Value}, which is not there.");
        }

        void CheckProperty(string path, string property, JsonNode value)
        {
            switch (property)
            {
                case "env":
                    Strings(path, value.AsObject().Select(v => v.Value));
                    break;
                case "args":
                    Strings(path, value.AsArray());
                    break;
                case "bindings":
                    foreach (var (name, binding) in value.AsObject())
                        CheckBinding($"{path}.{name}", binding!);
                    break;
                case "volumes" or "bindMounts":
                    foreach (var mount in value.AsArray())
                        Check(mount!, path, [property == "volumes" ? "name" : "source", "target", "readOnly"], []);
                    break;
                case "inputs":
                    foreach (var (name, input) in value.AsObject())
                        CheckInput($"{path}.{name}", input!);
                    break;
                case "filter":
                    OneOf(path, value, "uri");
                    break;
                default:
                    Strings(path, [value]);
                    break;
            }
        }

        void CheckBinding(string path, JsonNode binding)
        {
            Check(binding, path, ["scheme", "protocol", "transport"], ["external", "targetPort", "port"]);
            OneOf(path, binding["scheme"], "http", "https", "tcp", "udp");
            OneOf(path, binding["protocol"], "tcp", "udp");
            OneOf(path, binding["transport"], "http", "http2", "tcp");
        }

        void CheckInput(string path, JsonNode input)
        {
            Check(input, path, ["type"], ["secret", "default"]);
            if (input["default"] is not { } value)
                return;
            Check(value, path, [], ["generate", "value"]);
            if (value["generate"] is { } generate)
                Check(generate, path, ["minLength"], ["lower", "upper", "numeric", "special", "minLower", "minUpper", "minNumeric", "minSpecial"]);
        }

        void Check(JsonNode node, string path, string[] required, string[] allowed)
        {
            var properties = node.AsObject().Select(p => p.Key).ToList();
            found.AddRange(required.Except(properties).Select(p => $"{path} lacks {p}."));
            found.AddRange(properties.Except(required).Except(allowed).Select(p => $"{path} must not have {p}."));
        }

        void Strings(string path, IEnumerable<JsonNode?> values)
        {
            if (values.Any(v => v?.GetValueKind() != JsonValueKind.String))
                found.Add($"{path} must hold strings.");
        }

        void OneOf(string path, JsonNode? value, params string[] values)
        {
            if (!values.Contains((string?)value))
                found.Add($"{path} must be one of {string.Join(", ", values)}, not {value}.");
        }
    }

    [GeneratedRegex(@"\{([a-zA-Z][a-zA-Z0-9-]*)\.(value|inputs\.value|connectionString|bindings\.[a-zA-Z0-9-]+\.[a-zA-Z]+)\}")]
    private static partial Regex Reference();
}
