using System.Diagnostics;
using Mosaic.Devices;
using Mosaic.DeviceSimulator.Options;
using Mosaic.DeviceSimulator.Reporting;

namespace Mosaic.DeviceSimulator.Simulation;

/// <summary>
/// Connects, sends at its rate until its count or until its client has stopped for good, and waits for the acks. A silent one is one as
/// well, but for its handler.
/// </summary>
internal sealed class WellBehavedDevice(
    DeviceClient client, EventFactory events, SimulatorOptions options, Counters counters, double phase, TimeProvider time)
    : ISimulatedDevice
{
    // As many unacked as a service usually allows: more would wait in the client.
    private const int Unacked = 64;
    private static readonly TimeSpan LastAcks = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _unacked = new(Unacked);
    private Exception? _failure;

    public async Task RunAsync(CancellationToken ending)
    {
        using var running = CancellationTokenSource.CreateLinkedTokenSource(ending);
        client.StateChanged += (_, change) =>
        {
            if (change.State == DeviceClientState.Stopped)
            {
                running.Cancel();
            }
        };
        await using (client)
        {
            try
            {
                await client.ConnectAsync(running.Token);
                await SendAllAsync(running.Token);
                if (options.Count is null)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, time, running.Token);
                }
            }
            catch (OperationCanceledException) when (running.IsCancellationRequested)
            {
                // The run is over, or the client is refused for good: everything it was to send is missing from the sum.
            }
            catch (DeviceConnectException)
            {
                // The same, seen here first.
            }

            await AwaitLastAcksAsync();
        }
    }

    private async Task SendAllAsync(CancellationToken ending)
    {
        if (options.Rate.IsIdle)
        {
            return;
        }

        var started = time.GetTimestamp();
        for (var n = 1L; n <= (options.Count ?? long.MaxValue); n++)
        {
            if (!options.Rate.IsMax)
            {
                await UntilAsync(started, TimeSpan.FromSeconds((n - 1 + phase) / options.Rate.PerSecond), ending);
            }

            await _unacked.WaitAsync(ending);
            if (Volatile.Read(ref _failure) is { } failure)
            {
                throw new InvalidOperationException($"An event could not be sent: {failure.Message}", failure);
            }

            // Not awaited: the next may go out before this one's ack. It ends by itself and gives its place back.
            _ = SendAsync(events.Create(n));
        }
    }

    private async Task SendAsync(OutgoingEvent message)
    {
        Interlocked.Increment(ref counters.Sent);
        var since = Stopwatch.GetTimestamp();
        try
        {
            var result = await client.SendEventAsync(message, CancellationToken.None);
            var latency = Stopwatch.GetElapsedTime(since);
            counters.AckLatency.Add(latency);
            counters.AckDuration?.Record(latency.TotalSeconds);
            Interlocked.Increment(ref result.Acked ? ref counters.Acked : ref counters.Nacked);
        }
        catch (DeviceStoppedException)
        {
            Interlocked.Increment(ref counters.Unknown);
        }
        catch (ArgumentException exception)
        {
            // The service takes no event of this size: the sending loop ends the run with it.
            Volatile.Write(ref _failure, exception);
        }
        finally
        {
            _unacked.Release();
        }
    }

    private async Task UntilAsync(long started, TimeSpan due, CancellationToken ending)
    {
        var left = due - time.GetElapsedTime(started);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, time, ending);
        }
    }

    private async Task AwaitLastAcksAsync()
    {
        using var limit = new CancellationTokenSource(LastAcks, time);
        await client.FlushAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
