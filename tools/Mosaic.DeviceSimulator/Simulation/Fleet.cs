using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Mosaic.Devices;
using Mosaic.DeviceSimulator.Misbehaviour;
using Mosaic.DeviceSimulator.Options;
using Mosaic.DeviceSimulator.Registration;
using Mosaic.DeviceSimulator.Reporting;
using Mosaic.DeviceSimulator.Simulation.Models;

namespace Mosaic.DeviceSimulator.Simulation;

/// <summary>All devices of a run, those it began with and those that were added: starts them at the connect rate and waits for them.</summary>
internal sealed class Fleet
{
    private readonly SimulatorOptions _options;
    private readonly HiveBackendClient _hive;
    private readonly Counters _counters;
    private readonly Refusals _refusals;
    private readonly TimeProvider _time;
    private readonly DeviceClients _clients;
    private readonly Random _random;
    private readonly string _run;
    private readonly Channel<Role> _waiting = Channel.CreateUnbounded<Role>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly int _sendersAtStart;
    private int _devices;
    private int _senders;
    private int _awaited;
    private int _connectedAtStart;
    private int _stopped;

    public Fleet(
        SimulatorOptions options, HiveBackendClient hive, Counters counters, Refusals refusals, TimeProvider time, ILogger<Fleet> logger)
    {
        _options = options;
        _hive = hive;
        _counters = counters;
        _refusals = refusals;
        _time = time;
        _clients = new DeviceClients(options.Endpoint, counters, logger);
        _random = new Random(options.Seed);
        _run = time.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", null);
        var roles = Roles.Of(options);
        _sendersAtStart = roles.Count(Roles.Sends);
        foreach (var role in roles)
        {
            Enqueue(role);
        }
    }

    /// <summary>How many devices there are, also those that have yet to connect.</summary>
    public int Devices => Volatile.Read(ref _devices);

    /// <summary>How many of them are to send events.</summary>
    public int Senders => Volatile.Read(ref _senders);

    /// <summary>How many of the devices that the run began with have not connected yet; those that misbehave are not counted.</summary>
    public int Missing => _sendersAtStart - Volatile.Read(ref _connectedAtStart);

    /// <summary>Whether the service has refused or ended every connection for good.</summary>
    public bool IsRefused => Senders > 0 && Volatile.Read(ref _stopped) == Senders;

    /// <summary>Adds well-behaved devices.</summary>
    /// <returns>How many there are then; null when that would be more than <paramref name="most"/>, or the run is over.</returns>
    public int? TryAdd(int count, int most)
    {
        lock (_lock)
        {
            if (_finished.Task.IsCompleted || _devices + count > most)
            {
                return null;
            }

            for (var added = 0; added < count; added++)
            {
                Enqueue(Role.WellBehaved);
            }

            return _devices;
        }
    }

    /// <summary>
    /// Runs until every device that sends has sent its count or is refused for good. Without any, those that misbehave decide.
    /// </summary>
    /// <param name="open">Whether devices may yet be added where there are none: then only <paramref name="ending"/> ends it.</param>
    /// <param name="ending">Ends it before.</param>
    public async Task RunAsync(bool open, CancellationToken ending)
    {
        // Those without an end of their own end with the others.
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ending);
        await using var end = over.Token.Register(Finish);
        if (_awaited == 0 && !open)
        {
            Finish();
        }

        var running = new List<Task>();
        var starting = StartAsync(running, over);
        await _finished.Task;
        await over.CancelAsync();
        await starting;
        await Task.WhenAll(running);
    }

    private void Finish()
    {
        lock (_lock)
        {
            _finished.TrySetResult();
        }
    }

    private void Enqueue(Role role)
    {
        _devices++;
        if (Roles.Sends(role))
        {
            _senders++;
        }

        if (IsAwaited(role))
        {
            _awaited++;
        }

        _waiting.Writer.TryWrite(role);
    }

    private bool IsAwaited(Role role) => Roles.Sends(role) || (_options.Count is null && _sendersAtStart == 0);

    private async Task StartAsync(List<Task> running, CancellationTokenSource over)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(over.Token))
            {
                var began = _time.GetTimestamp();
                for (var started = 0; _waiting.Reader.TryRead(out var role); started++)
                {
                    var due = TimeSpan.FromSeconds(started / _options.ConnectRate) - _time.GetElapsedTime(began);
                    if (due > TimeSpan.Zero)
                    {
                        await Task.Delay(due, _time, over.Token);
                    }

                    var device = Create(running.Count, role);
                    running.Add(Task.Run(() => RunAsync(device, role, over), CancellationToken.None));
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Those that were not started yet are not missed.
        }
    }

    private async Task RunAsync(ISimulatedDevice device, Role role, CancellationTokenSource over)
    {
        try
        {
            await device.RunAsync(over.Token);
        }
        catch
        {
            // A fault of one ends the run, which then fails with it.
            await over.CancelAsync();
            throw;
        }

        lock (_lock)
        {
            if (IsAwaited(role) && --_awaited == 0)
            {
                _finished.TrySetResult();
            }
        }
    }

    private ISimulatedDevice Create(int index, Role role)
    {
        var tokens = new TokenSource(_hive, DeviceIdentity.Of(_options.Seed, index));
        return role switch
        {
            Role.HalfOpen => new HalfOpenDevice(_options.Endpoint, tokens, _time),
            Role.SlowReader => new SlowReaderDevice(_options.Endpoint, tokens, _time),
            Role.BadToken => new BadTokenDevice(_clients.CreateForged(tokens), _time),
            Role.Duplicate => new DuplicateDevice(() => _clients.Create(tokens), _time),
            _ => CreateSender(index, role, tokens),
        };
    }

    private WellBehavedDevice CreateSender(int index, Role role, TokenSource tokens)
    {
        var client = _clients.Create(tokens, silent: role == Role.Silent);
        Follow(client, ofTheStart: index < _options.Devices);
        var model = DeviceModel.Of(index, tokens.Device, _options.Rate.Interval);
        var events = new EventFactory(tokens.Device, _run, model, _options.Size);
        return new WellBehavedDevice(client, events, _options, _counters, _random.NextDouble(), _time);
    }

    private void Follow(DeviceClient client, bool ofTheStart)
    {
        var connected = false;
        client.StateChanged += (_, change) =>
        {
            if (change.State == DeviceClientState.Connected && ofTheStart && !connected)
            {
                connected = true;
                Interlocked.Increment(ref _connectedAtStart);
            }

            if (change.Reason is not { ErrorCode: not "closed_by_client" } reason)
            {
                return;
            }

            var final = change.State == DeviceClientState.Stopped;
            _refusals.Add(reason, final);
            if (final)
            {
                Interlocked.Increment(ref _stopped);
            }
        };
    }
}
