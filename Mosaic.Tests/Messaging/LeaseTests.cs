using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;

namespace Mosaic.Tests.Messaging;

[Collection(RabbitMQTests.Name)]
public sealed class LeaseTests(RabbitMQFixture rabbitMQ)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Lease_IsHeldByOneAndGoesToTheNextWithTheConnection()
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await using var first = new Contender(host);
        await using var second = new Contender(host);
        first.Start();
        await Eventually.True(() => first.Holds, Patience);
        second.Start();
        await Eventually.True(() => second.Tries > 2, Patience);
        Assert.False(second.Holds);
        Assert.Equal(0u, await first.CountMessagesAsync());

        await first.Broker.Consuming.DisposeAsync();
        await Eventually.True(() => second.Advance() && second.Holds, Patience);
        await Eventually.True(() => !first.Holds, Patience);
    }

    [Fact]
    public async Task Work_ThatFails_IsBegunAgain()
    {
        await using var host = await rabbitMQ.CreateVirtualHostAsync();
        await using var contender = new Contender(host) { Failures = 1 };
        contender.Start();

        await Eventually.True(() => contender.Advance() && contender.Holds, Patience);
    }

    private sealed class Contender(VirtualHost host) : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly FakeTimeProvider _time = new();
        private Task _running = Task.CompletedTask;

        public Mosaic.Messaging.Broker Broker { get; } = host.OpenBroker(new MessagingOptions { Partitions = 1 });

        public int Failures { get; set; }

        public bool Holds { get; private set; }

        /// <summary>How often the pause after a try was ended for it.</summary>
        public int Tries
        {
            get
            {
                Advance();
                return field++;
            }
        }

        public void Start() =>
            _running = new Lease(Broker.Consuming, "tests.lease", _time, NullLogger<Lease>.Instance).RunAsync(WorkAsync, _stop.Token);

        /// <summary>What lies in the queue; only its holder may ask.</summary>
        public async Task<uint> CountMessagesAsync()
        {
            var connection = await Broker.Consuming.OpenAsync(_stop.Token);
            await using var channel = await connection.CreateChannelAsync();
            return await channel.MessageCountAsync("tests.lease");
        }

        public bool Advance()
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return true;
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
            await Broker.DisposeAsync();
        }

        private async Task WorkAsync(CancellationToken held)
        {
            if (Failures-- > 0)
            {
                throw new InvalidOperationException("The work fails once.");
            }

            Holds = true;
            try
            {
                await Task.Delay(Timeout.Infinite, held);
            }
            finally
            {
                Holds = false;
            }
        }
    }
}
