using Microsoft.Extensions.Logging;
using Mosaic.Devices;
using Mosaic.DeviceSimulator.Misbehaviour;
using Mosaic.DeviceSimulator.Registration;
using Mosaic.DeviceSimulator.Reporting;

namespace Mosaic.DeviceSimulator.Simulation;

/// <summary>Makes clients that count what they do and answer requests.</summary>
internal sealed class DeviceClients(Uri endpoint, Counters counters, ILogger logger)
{
    public DeviceClient Create(TokenSource tokens, bool silent = false) => Create(tokens.GetAsync, silent);

    public DeviceClient CreateForged(TokenSource tokens) =>
        Create(async cancellationToken => ForgedToken.From(await tokens.GetAsync(cancellationToken)), silent: true);

    private DeviceClient Create(Func<CancellationToken, ValueTask<string>> tokens, bool silent)
    {
        var client = new DeviceClient(new DeviceClientOptions
        {
            Endpoint = endpoint,
            TokenProvider = tokens,
            RetryFirstConnect = true,
            // Thousands in one process need no timer each: the summary shows what is lost.
            KeepAliveInterval = TimeSpan.Zero,
            Logger = logger,
        });
        client.StateChanged += Count;
        client.OnEvent((_, _) =>
        {
            Interlocked.Increment(ref counters.Received);
            return ValueTask.CompletedTask;
        });
        client.OnRequest(silent ? NeverAsync : EchoAsync);
        return client;
    }

    private void Count(object? sender, DeviceStateChangedEventArgs change)
    {
        if (change.State == DeviceClientState.Connected)
        {
            Interlocked.Increment(ref counters.Connected);
        }

        if (change.Previous == DeviceClientState.Connected)
        {
            Interlocked.Decrement(ref counters.Connected);
        }

        if (change is { Previous: DeviceClientState.Connected, State: DeviceClientState.Waiting })
        {
            Interlocked.Increment(ref counters.Reconnects);
        }

        if (change is { State: DeviceClientState.Stopped, Reason.ErrorCode: not "closed_by_client" })
        {
            Interlocked.Increment(ref counters.Refused);
        }
    }

    private ValueTask<DeviceResponse> EchoAsync(DeviceRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref counters.Answered);
        return ValueTask.FromResult(new DeviceResponse(200, request.Data));
    }

    private static async ValueTask<DeviceResponse> NeverAsync(DeviceRequest request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return DeviceResponse.Ok;
    }
}
