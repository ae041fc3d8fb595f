using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Mosaic.Devices;
using Mosaic.Tests.DeviceService;

namespace Mosaic.Tests.EndToEnd.Faults;

/// <summary>
/// A device that sends numbered messages, each when the one before it was acked, and one that was refused again; comes back whenever
/// it is told to; and remembers what it was sent.
/// </summary>
internal sealed class FlowingDevice : IAsyncDisposable
{
    private const string Type = "org.example.flow";

    /// <summary>It gives a service up that says nothing for so long.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _enough = new();
    private readonly DeviceClient _client;
    private readonly Task _sending;
    private int _acked;

    public FlowingDevice(Uri endpoint, Guid id, string token)
    {
        Id = id;
        _client = new DeviceClient(new DeviceClientOptions
        {
            Endpoint = endpoint,
            TokenProvider = _ => ValueTask.FromResult(token),
            RetryFirstConnect = true,
            ConnectTimeout = Silence,
            KeepAliveInterval = TimeSpan.FromSeconds(1),
            KeepAliveTimeout = Silence,
            Reconnect = new ReconnectBounds { First = TimeSpan.FromMilliseconds(50), Longest = TimeSpan.FromMilliseconds(500) },
        });
        _client.OnEvent((message, _) =>
        {
            Events[message.Id] = 0;
            return ValueTask.CompletedTask;
        });
        _client.OnRequest((request, _) =>
        {
            Requests[request.Id] = 0;
            return ValueTask.FromResult(new DeviceResponse(200, request.Data));
        });
        _sending = SendAsync();
    }

    public Guid Id { get; }

    /// <summary>How many messages were acked: the numbers from 1 to this.</summary>
    public int Acked => Volatile.Read(ref _acked);

    /// <summary>The ids of the events that it was sent.</summary>
    public ConcurrentDictionary<string, byte> Events { get; } = new();

    /// <summary>The ids of the requests that it was sent.</summary>
    public ConcurrentDictionary<string, byte> Requests { get; } = new();

    /// <summary>Sends no more; returns when the last one is acked.</summary>
    public async Task StopSendingAsync()
    {
        await _enough.CancelAsync();
        await _sending.WaitAsync(SystemFixture.Patience);
    }

    /// <summary>Waits until so many more messages than now are acked.</summary>
    public Task AckedMoreAsync(int count)
    {
        var before = Acked;
        return Eventually.True(() => Acked >= before + count, SystemFixture.Patience);
    }

    /// <summary>All that was acked is at the backend, in order; a message may be repeated, none overtakes.</summary>
    /// <param name="arrived">The messages of this device at the backend.</param>
    public async Task AssertArrivedAsync(Func<Task<IEnumerable<JsonElement>>> arrived)
    {
        List<string?> numbers = [];
        await Eventually.True(async () =>
        {
            numbers = [.. (await arrived()).Where(message => message.GetProperty("type").GetString() == Type).Select(message => message.GetProperty("id").GetString())];
            return numbers.Contains($"{Acked}");
        }, SystemFixture.Patience);
        Assert.Equal(Enumerable.Range(1, Acked).Select(number => $"{number}"), numbers.Distinct());
    }

    public Task AssertArrivedAsync(FakeHive hive) => AssertArrivedAsync(() => Task.FromResult(hive.Of(Id).Select(message => message.Json)));

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _client.DisposeAsync();
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // What a test did not wait for.
        _enough.Dispose();
    }

    private async Task SendAsync()
    {
        await _client.ConnectAsync();
        while (!_enough.IsCancellationRequested)
        {
            var next = $"{Acked + 1}";
            var sent = await _client.SendEventAsync(new OutgoingEvent { Type = Type, Id = next, Data = Encoding.UTF8.GetBytes(next) });
            Assert.True(sent.Acked || sent.Retry, $"{sent.Code}: {sent.Detail}");
            if (sent.Acked)
            {
                Interlocked.Increment(ref _acked);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5)); // Some hundred a second, not all that the machine can.
        }
    }
}
