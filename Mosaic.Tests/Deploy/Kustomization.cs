using System.Text.Json.Nodes;
using k8s;

namespace Mosaic.Tests.Deploy;

/// <summary>A folder of <c>deploy/kubernetes</c> with all it brings in. Patches are not applied.</summary>
internal sealed class Kustomization
{
    private const string File = "kustomization.yaml";
    private readonly List<string> _files = [];
    private readonly Dictionary<string, Dictionary<string, string>> _configMaps = [];

    internal Kustomization(params string[] folder) => Add(Path.GetFullPath(Repository.PathOf(["deploy", "kubernetes", .. folder])));

    internal static string Folder { get; } = Repository.PathOf("deploy", "kubernetes");

    /// <summary>The files of objects.</summary>
    internal IReadOnlyList<string> Files => _files;

    /// <summary>Every object as it is written.</summary>
    internal IEnumerable<JsonObject> Objects => _files.SelectMany(Documents).Select(document => Yaml.Parse(document)!.AsObject());

    /// <summary>The literals of a generated ConfigMap.</summary>
    internal IReadOnlyDictionary<string, string> ConfigMap(string name) => _configMaps[name];

    /// <summary>The objects of a type of the Kubernetes API; one with a field that the API does not have throws.</summary>
    internal IEnumerable<T> All<T>() where T : IKubernetesObject => _files.SelectMany(KubernetesObjects).OfType<T>();

    internal static IEnumerable<object> KubernetesObjects(string file) =>
        Documents(file).Where(document => IsOfTheApi(Yaml.Parse(document)!)).SelectMany(document => KubernetesYaml.LoadAllFromString(document, null, true));

    // What custom resource definitions add has a domain for its group; Kubernetes' own end in k8s.io or have no dot.
    private static bool IsOfTheApi(JsonNode node)
    {
        var group = ((string)node["apiVersion"]!).Split('/')[0];
        return !group.Contains('.', StringComparison.Ordinal) || group.EndsWith(".k8s.io", StringComparison.Ordinal);
    }

    private static string[] Documents(string file) => System.IO.File.ReadAllText(file).Split("\n---\n");

    private void Add(string folder)
    {
        var kustomization = Yaml.Load(Path.Combine(folder, File));
        foreach (var entry in Names(kustomization, "resources").Concat(Names(kustomization, "components")))
        {
            var path = Path.GetFullPath(Path.Combine(folder, entry));
            if (Directory.Exists(path))
            {
                Add(path);
            }
            else
            {
                _files.Add(path);
            }
        }

        foreach (var generator in kustomization["configMapGenerator"]?.AsArray() ?? [])
        {
            Generate(generator!);
        }
    }

    private void Generate(JsonNode generator)
    {
        var name = (string)generator["name"]!;
        var merges = (string?)generator["behavior"] == "merge";
        Assert.Equal(merges, _configMaps.ContainsKey(name));
        if (!merges)
        {
            _configMaps[name] = [];
        }

        foreach (var literal in Names(generator.AsObject(), "literals"))
        {
            _configMaps[name][literal.Split('=', 2)[0]] = literal.Split('=', 2)[1];
        }
    }

    private static IEnumerable<string> Names(JsonObject from, string list) =>
        from[list]?.AsArray().Select(entry => (string)entry!) ?? [];
}
