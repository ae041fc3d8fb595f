using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Mosaic.Tests.Deploy;

/// <summary>YAML as JSON nodes, merge keys and anchors resolved; every scalar is a string.</summary>
internal static class Yaml
{
    private static readonly IDeserializer Deserializer = new DeserializerBuilder().WithDuplicateKeyChecking().Build();

    internal static JsonObject Load(string path) => Assert.IsType<JsonObject>(Parse(File.ReadAllText(path)));

    internal static JsonNode? Parse(string yaml) => Convert(Deserializer.Deserialize(new MergingParser(new Parser(new StringReader(yaml)))));

    private static JsonNode? Convert(object? value) => value switch
    {
        null => null,
        IDictionary<object, object?> map => new JsonObject(map.Select(item => KeyValuePair.Create((string)item.Key, Convert(item.Value)))),
        IList<object?> list => new JsonArray([.. list.Select(Convert)]),
        _ => JsonValue.Create((string)value),
    };
}
