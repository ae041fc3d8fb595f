using System.Collections.Concurrent;
using System.Reflection;
using RabbitMQ.Client;

namespace Mosaic.Tests.WebSocketService.Sessions;

/// <summary>A RabbitMQ that is nothing but bindings, each of which it makes or takes away when the test says so.</summary>
internal sealed class FakeBinder
{
    private readonly Lock _lock = new();
    private readonly List<string> _bound = [];
    private readonly SemaphoreSlim _more = new(0);
    private int _channels;

    public FakeBinder() => Factory = Fake.Of<IConnectionFactory>((method, _) => method == nameof(IConnectionFactory.CreateConnectionAsync) ? Connection() : null);

    public IConnectionFactory Factory { get; }

    /// <summary>The operations that nobody has answered yet, apart from those that <see cref="NextAsync"/> has given.</summary>
    public ConcurrentQueue<TaskCompletionSource> Asked { get; } = new();

    /// <summary>How many channels were opened.</summary>
    public int Channels => Volatile.Read(ref _channels);

    /// <summary>The routing keys that are bound.</summary>
    public IReadOnlyList<string> Bound
    {
        get
        {
            lock (_lock)
            {
                return [.. _bound];
            }
        }
    }

    /// <summary>The next operation that RabbitMQ is asked for.</summary>
    public async Task<TaskCompletionSource> NextAsync()
    {
        Assert.True(await _more.WaitAsync(ServiceHost.Patience), "RabbitMQ was asked for nothing.");
        Assert.True(Asked.TryDequeue(out var asked));
        return asked;
    }

    private IConnection Connection() => Fake.Of<IConnection>((method, _) => method switch
    {
        nameof(IConnection.CreateChannelAsync) => Channel(),
        "get_IsOpen" => true,
        _ => null,
    });

    private IChannel Channel()
    {
        Interlocked.Increment(ref _channels);
        return Fake.Of<IChannel>((method, arguments) => method switch
        {
            "get_IsOpen" => true,
            nameof(IChannel.QueueBindAsync) => AskAsync(() => _bound.Add((string)arguments[2]!), (CancellationToken)arguments[^1]!),
            nameof(IChannel.QueueUnbindAsync) => AskAsync(() => _bound.Remove((string)arguments[2]!), (CancellationToken)arguments[^1]!),
            _ => null,
        });
    }

    private async Task AskAsync(Action done, CancellationToken cancellationToken)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Asked.Enqueue(asked);
        _more.Release();
        await asked.Task.WaitAsync(cancellationToken);
        lock (_lock)
        {
            done();
        }
    }
}

/// <summary>An object of an interface, as the runtime derives it from this class; of it a test gives what some methods return; all others do nothing.</summary>
public class Fake : DispatchProxy
{
    private Func<string, object?[], object?> _call = (_, _) => null;

    public static T Of<T>(Func<string, object?[], object?> call)
        where T : class
    {
        var fake = Create<T, Fake>();
        ((Fake)(object)fake)._call = call;
        return fake;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var result = _call(targetMethod!.Name, args ?? []);
        var type = targetMethod.ReturnType;
        if (result is Task || type == typeof(void))
        {
            return result;
        }

        if (type == typeof(Task))
        {
            return Task.CompletedTask;
        }

        if (type == typeof(ValueTask))
        {
            return ValueTask.CompletedTask;
        }

        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>)
            ? typeof(Task).GetMethod(nameof(Task.FromResult))!.MakeGenericMethod(type.GenericTypeArguments).Invoke(null, [result])
            : result ?? (type.IsValueType ? Activator.CreateInstance(type) : null);
    }
}
