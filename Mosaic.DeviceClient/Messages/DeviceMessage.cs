using System.Text.Json;

namespace Mosaic.Devices;

/// <summary>A CloudEvent addressed to this device.</summary>
public abstract class DeviceMessage
{
    private protected DeviceMessage(MessageFields fields)
    {
        Id = fields.Id ?? throw new JsonException("A message without an id.");
        Type = fields.Type ?? throw new JsonException("A message without a type.");
        Source = fields.Source;
        Subject = fields.Subject;
        Time = fields.Time;
        DataContentType = fields.DataContentType;
        DataSchema = fields.DataSchema;
        TraceParent = fields.TraceParent;
        TraceState = fields.TraceState;
        Data = fields.Data;
        Binary = fields.Binary;
        if (fields.Extensions is { } extensions)
        {
            Extensions = extensions;
        }
    }

    /// <summary>The message's id; the same when it is delivered again.</summary>
    public string Id { get; }

    /// <summary>The CloudEvents type.</summary>
    public string Type { get; }

    /// <summary>The CloudEvents source; null when absent.</summary>
    public string? Source { get; }

    /// <summary>The CloudEvents subject; null when absent.</summary>
    public string? Subject { get; }

    /// <summary>When it was made; null when absent. A leap second is the first moment of the next day.</summary>
    public DateTimeOffset? Time { get; }

    /// <summary>The media type of <see cref="Data"/> or <see cref="Binary"/>; null when absent, which means JSON.</summary>
    public string? DataContentType { get; }

    /// <summary>The URI of the schema of <see cref="Data"/>; null when absent.</summary>
    public string? DataSchema { get; }

    /// <summary>The W3C trace context it came with; null when absent. Handlers run in an activity under it.</summary>
    public string? TraceParent { get; }

    /// <summary>The W3C trace state it came with; null when absent.</summary>
    public string? TraceState { get; }

    /// <summary>The data as it was sent: one JSON value as UTF-8. Empty when absent. The bytes belong to this message and stay as they are.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>The bytes of <c>data_base64</c>, which a message can have instead of <see cref="Data"/>; null when absent.</summary>
    public ReadOnlyMemory<byte>? Binary { get; }

    /// <summary>Every other field, by its name.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extensions { get; } =
        System.Collections.ObjectModel.ReadOnlyDictionary<string, JsonElement>.Empty;
}

/// <summary>An event for this device; nobody waits for an answer.</summary>
public sealed class DeviceEvent : DeviceMessage
{
    internal DeviceEvent(MessageFields fields)
        : base(fields)
    {
    }
}
