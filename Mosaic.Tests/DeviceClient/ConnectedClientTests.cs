using System.Collections.Concurrent;
using Mosaic.Devices;

namespace Mosaic.Tests.Devices;

/// <summary>Each test has a client that is connected, keeps the ids of the events that reach it, and confirms every request.</summary>
public abstract class ConnectedClientTests : IAsyncLifetime
{
    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private protected ConcurrentQueue<string> Events { get; } = new();

    private protected ClientFixture Fixture { get; private set; } = null!;

    private protected FakeConnection Connection { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Fixture = await ClientFixture.StartAsync(receiveQueue: 10_000);
        Fixture.Client.OnEvent((message, _) =>
        {
            Events.Enqueue(message.Id);
            return ValueTask.CompletedTask;
        });
        Fixture.Client.OnRequest((_, _) => ValueTask.FromResult(DeviceResponse.Ok));
        Connection = await Fixture.ConnectAsync();
    }

    public async Task DisposeAsync() => await Fixture.DisposeAsync();
}
