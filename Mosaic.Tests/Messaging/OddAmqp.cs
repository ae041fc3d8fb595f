using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Mosaic.Tests.Messaging;

/// <summary>Generates the properties of messages that any program may publish: every AMQP type under the names that Mosaic reads.</summary>
public static class OddAmqp
{
    private static readonly string[] Names =
    [
        Fields.Kind, Fields.Id, Fields.Type, Fields.Time, Fields.Device, Fields.Session, Fields.RequestId, Fields.Status, Fields.Deadline, Fields.Late,
        Fields.Epoch, Fields.TraceParent, Fields.TraceState, Fields.Data, Fields.DataContentType, "instance", "ended", "x-death", "x-delivery-count", "x-empty",
        "x-mosaic-binary", "x-mosaic-status", "x-mosaic-attempts", "x-mosaic-at", "about", "timeoutms", "ttlms", "dispatch", "binary", "CC", "Ä", "",
    ];

    private static readonly Gen<object?> Scalar = Gen.OneOf<object?>(
        Gen.Elements<object?>(null, true, false, 0L, -1L, long.MaxValue, long.MinValue, int.MinValue, uint.MaxValue, short.MinValue, ushort.MaxValue, (byte)255, (sbyte)-128),
        Gen.Elements<object?>(1e300, double.NaN, double.PositiveInfinity, -0.0, float.MaxValue, float.NaN, 1.5m, decimal.MaxValue, decimal.MinValue),
        Gen.Elements<object?>(new AmqpTimestamp(long.MaxValue), new AmqpTimestamp(-1), new AmqpTimestamp(0), new BinaryTableValue([1, 2, 255]), new BinaryTableValue([])),
        Gen.Elements("", "1", "1e300", "0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f", "2026-11-22T16:41:00Z", "9999-12-31T23:59:60Z", "0000-01-01T00:00:00Z", "noa", "event")
            .Select(text => (object?)Encoding.UTF8.GetBytes(text)),
        Gen.Elements<object?>(new byte[] { 0xC3 }, new byte[] { 0xFF, 0xFE, 0 }, new byte[300]));

    private static readonly Gen<object?> Value = Gen.Sized(size => At(Math.Min(size, 4)));

    public static Arbitrary<OddProperties> Properties() => (
        from names in Gen.SubListOf(Names)
        from values in Gen.CollectToList(names, name => Value.Select(value => KeyValuePair.Create(name, value)))
        from type in Gen.Elements<string?>(null, "", "event", "confirmation", "session", "heartbeat", "lost", "told", "watch", "consuming", "leaving", "taken", "takeover", "accepted", "mark", "x")
        from body in Gen.Elements<byte[]>([], [0xFF], "1"u8.ToArray(), "{\"a\":"u8.ToArray(), new byte[1000])
        from deep in Gen.Choose(0, 20)
        select new OddProperties(new BasicProperties { Type = type, Headers = Headers(values, deep) }, body)).ToArbitrary();

    /// <summary>Publishes some. There are those that RabbitMQ itself fails on and closes the connection for: these are passed over.</summary>
    /// <returns>How many RabbitMQ took.</returns>
    internal static async Task<int> PublishAsync(VirtualHost host, int count, Func<OddProperties, bool> which, Func<IChannel, OddProperties, Task> publish)
    {
        var taken = 0;
        IConnection? connection = null;
        IChannel? channel = null;
        foreach (var odd in Gen.Sample(Properties().Generator, count).Select(ForBroker).Where(which))
        {
            try
            {
                connection ??= await host.ConnectAsync();
                channel ??= await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
                await publish(channel, odd);
                taken++;
            }
            catch (Exception e) when (e is OperationInterruptedException or AlreadyClosedException)
            {
                await connection!.DisposeAsync();
                (connection, channel) = (null, null);
            }
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
        }

        return taken;
    }

    // RabbitMQ has no NaN and no infinity, the client no decimal over 32 bits; CC sends copies elsewhere.
    private static OddProperties ForBroker(OddProperties odd) => odd with
    {
        Properties = new BasicProperties(odd.Properties)
        {
            Headers = odd.Properties.Headers!.Where(header => header.Key is not ("CC" or "deep") && IsTaken(header.Value)).ToDictionary(),
        },
    };

    private static bool IsTaken(object? value) => value switch
    {
        double number => double.IsFinite(number),
        float number => float.IsFinite(number),
        decimal number => number == 1.5m,
        IDictionary<string, object?> table => table.Values.All(IsTaken),
        List<object?> array => array.TrueForAll(IsTaken),
        _ => true,
    };

    private static Dictionary<string, object?> Headers(IEnumerable<KeyValuePair<string, object?>> values, int deep)
    {
        var headers = new Dictionary<string, object?>(values);
        if (deep == 0)
        {
            headers["deep"] = Enumerable.Range(0, 1500).Aggregate((object?)null, (inner, _) => new List<object?> { inner });
        }

        return headers;
    }

    private static Gen<object?> At(int depth) => depth <= 0 ? Scalar : Gen.Frequency(
        (4, Scalar),
        (1, At(depth - 1).ListOf().Select(items => (object?)items.Take(5).ToList())),
        (1, Gen.Zip(Gen.Elements(Names), At(depth - 1)).ListOf().Select(items =>
            (object?)items.DistinctBy(item => item.Item1).Take(5).ToDictionary(item => item.Item1, item => item.Item2))));
}

/// <summary>A delivery's properties and body.</summary>
public sealed record OddProperties(BasicProperties Properties, byte[] Body)
{
    public override string ToString() => $"type={Properties.Type}, body of {Body.Length}, headers: {string.Join(", ", Properties.Headers!.Select(header => $"{header.Key}={header.Value}"))}";
}
