using System.Buffers;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Send;

/// <summary>Makes a caller's message one that a device can be sent: checks its fields and sets those that are the service's.</summary>
internal static class DeviceMessage
{
    private const string SpecVersion = "1.0";
    private const string DefaultSource = "/hive";

    /// <summary>What <see cref="IsId"/> wants, for a person.</summary>
    internal const string IdForm = "a string of 1 to 128 letters, digits and -._~!$&'()*+,;=:@ (RFC 3986, an unescaped path segment), and not '.' or '..'";

    private static readonly SearchValues<char> SegmentCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@");

    /// <summary>Fields that a caller may leave out but that mean text where they stand.</summary>
    private static readonly string[] Texts =
        [Fields.Type, Fields.Source, Fields.Subject, Fields.DataContentType, Fields.DataSchema, Fields.TraceParent, Fields.TraceState];

    /// <summary>Fields that only the services set, and never in a message to a device, or always anew.</summary>
    private static readonly string[] Reserved =
        [Fields.Session, Fields.ReceivedAt, Fields.RequestId, Fields.Status, Fields.Deadline, Fields.Late, Fields.Epoch];

    /// <summary>Checks the fields that the caller gave and sets the rest.</summary>
    /// <returns>What is wrong, for a person; null when all is well.</returns>
    internal static string? Complete(Message message, string kind, Guid device, DateTimeOffset now)
    {
        if (Check(message, kind, device) is { } problem) return problem;
        message[Fields.Kind] = kind;
        message[Fields.SpecVersion] = SpecVersion;
        message[Fields.Source] ??= DefaultSource;
        message[Fields.Id] ??= Guid.CreateVersion7(now).ToString("D");
        message[Fields.Time] ??= Rfc3339.Format(now);
        message[Fields.Device] = Topology.DeviceKey(device);
        return null;
    }

    /// <summary>
    /// Whether a caller's id can stand in an address: 1 to 128 of the characters that a path segment holds unescaped (RFC 3986, section
    /// 3.3: unreserved, sub-delims, ':' and '@'), and no dot segment.
    /// </summary>
    internal static bool IsId(string id) =>
        id.Length is >= 1 and <= Fields.MaxIdBytes && id is not ("." or "..") && !id.AsSpan().ContainsAnyExcept(SegmentCharacters);

    /// <summary>What is wrong with an id, if anything.</summary>
    internal static string? CheckId(object? id) => id is null || (id is string text && IsId(text)) ? null : $"The field 'id' is not {IdForm}.";

    private static string? Check(Message message, string kind, Guid device)
    {
        foreach (var name in Reserved)
            if (message[name] is not null) return $"The field '{name}' is set by the service.";
        foreach (var name in Texts)
            if (message[name] is not (null or string { Length: > 0 })) return $"The field '{name}' is not a non-empty string.";
        if (message[Fields.Type] is null) return "The field 'type' is missing.";
        if (CheckId(message[Fields.Id]) is { } problem) return problem;
        if (message[Fields.Time] is { } time && !Rfc3339.TryParse(time as string, out _)) return "The field 'time' is not an RFC 3339 timestamp.";
        if (message[Fields.Kind] is not null && message.Kind != kind) return $"The field 'kind' is not '{kind}'.";
        if (message[Fields.SpecVersion] is not null && message.GetString(Fields.SpecVersion) != SpecVersion) return $"The field 'specversion' is not '{SpecVersion}'.";
        if (message[Fields.Device] is not null && !(Guid.TryParseExact(message.GetString(Fields.Device), "D", out var given) && given == device))
            return "The field 'device' is not the device in the path.";
        return null;
    }
}
