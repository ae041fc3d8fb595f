using System.Collections.Concurrent;
using Mosaic.Devices;

namespace Mosaic.Tests.Devices;

/// <summary>A fake service, a client of it with short waits and tokens named <c>token-1</c>, <c>token-2</c>, …, and what the client said about its state.</summary>
internal sealed class ClientFixture : IAsyncDisposable
{
    private int _tokens;

    private ClientFixture(FakeService service, AuthenticationMode authentication, bool retryFirstConnect, int receiveQueue,
        int requestMemory, TimeSpan renewBeforeExpiry, TimeProvider? time)
    {
        Service = service;
        Client = new DeviceClient(new DeviceClientOptions
        {
            Endpoint = service.Endpoint,
            TokenProvider = _ => ValueTask.FromResult($"token-{Interlocked.Increment(ref _tokens)}"),
            Authentication = authentication,
            RetryFirstConnect = retryFirstConnect,
            ReceiveQueue = receiveQueue,
            RequestMemory = requestMemory,
            RenewBeforeExpiry = renewBeforeExpiry,
            TimeProvider = time ?? TimeProvider.System,
            Reconnect = new ReconnectBounds { First = TimeSpan.FromMilliseconds(5) },
            CloseTimeout = TimeSpan.FromSeconds(2),
        });
        Client.StateChanged += (_, change) => Changes.Enqueue(change);
    }

    public FakeService Service { get; }

    public DeviceClient Client { get; }

    public ConcurrentQueue<DeviceStateChangedEventArgs> Changes { get; } = new();

    public int TokensGiven => Volatile.Read(ref _tokens);

    public static async Task<ClientFixture> StartAsync(
        AuthenticationMode authentication = AuthenticationMode.Handshake,
        bool retryFirstConnect = false,
        int receiveQueue = 1000,
        int requestMemory = 1000,
        int renewMinutesBeforeExpiry = 1,
        TimeProvider? time = null) =>
        new(
            await FakeService.StartAsync(),
            authentication,
            retryFirstConnect,
            receiveQueue,
            requestMemory,
            TimeSpan.FromMinutes(renewMinutesBeforeExpiry),
            time);

    public async Task<FakeConnection> ConnectAsync(int window = 64, int maxMessageBytes = 262144, DateTimeOffset? expires = null)
    {
        var connecting = Client.ConnectAsync();
        var connection = await Service.WelcomeAsync(window, maxMessageBytes, expires);
        await connecting;
        return connection;
    }

    public Task StateAsync(DeviceClientState state) =>
        Eventually.True(() => Client.State == state, TimeSpan.FromSeconds(20));

    public async ValueTask DisposeAsync()
    {
        // The service first: nobody reads there any more, and the client would wait for its close frame.
        await Service.DisposeAsync();
        await Client.DisposeAsync();
    }
}
