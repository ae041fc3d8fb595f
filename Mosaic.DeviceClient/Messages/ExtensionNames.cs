using System.Collections.Frozen;
using System.Text.Json;

namespace Mosaic.Devices;

/// <summary>Which names an extension may have: CloudEvents' letters and digits, and none that the protocol uses itself.</summary>
internal static class ExtensionNames
{
    private static readonly FrozenSet<string> Taken = new[]
    {
        "kind", "type", "id", "requestid", "status", "data", "time", "subject", "datacontenttype", "dataschema", "traceparent",
        "tracestate", "specversion", "source", "device", "session", "receivedat", "deadline",
        "late", "epoch", "ack",
    }.ToFrozenSet();

    public static bool IsTaken(string name) => Taken.Contains(name);

    /// <exception cref="ArgumentException">A name is not allowed.</exception>
    public static void Check(IReadOnlyDictionary<string, JsonElement>? extensions)
    {
        foreach (var name in extensions?.Keys ?? [])
        {
            if (name.Length == 0 || !name.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9') || IsTaken(name))
            {
                throw new ArgumentException($"'{name}' cannot name an extension field.", nameof(extensions));
            }
        }
    }
}
