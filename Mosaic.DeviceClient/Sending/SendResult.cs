namespace Mosaic.Devices;

/// <summary>What the service said of one message.</summary>
public readonly record struct SendResult
{
    /// <summary>True: acked, RabbitMQ has it. False: refused, for the reason in <see cref="Code"/>.</summary>
    public bool Acked { get; private init; }

    /// <summary>The id it was sent with.</summary>
    public string Id { get; private init; }

    /// <summary>The refusal's <c>code</c>, such as <c>missing_type</c>; null when acked.</summary>
    public string? Code { get; private init; }

    /// <summary>The refusal's text for people; null when acked or when there was none.</summary>
    public string? Detail { get; private init; }

    /// <summary>Whether sending the same message again may help. The client never does so by itself: later messages would be overtaken.</summary>
    public bool Retry { get; private init; }

    internal static SendResult Ack(string id) => new() { Acked = true, Id = id };

    internal static SendResult Nack(string id, string code, string? detail, bool retry) =>
        new() { Id = id, Code = code, Detail = detail, Retry = retry };
}
