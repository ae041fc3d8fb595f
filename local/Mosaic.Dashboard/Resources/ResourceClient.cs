using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;
using Mosaic.LocalHosting.Protocol;

namespace Mosaic.Dashboard.Resources;

/// <summary>
/// What the engine that runs the application tells of its resources. Where the connection to it breaks, what was known last
/// stays, <see cref="Problem"/> says so, and the client comes back by itself.
/// </summary>
public sealed partial class ResourceClient : BackgroundService
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ILogger<ResourceClient> _logger;
    private readonly GrpcChannel? _channel;
    private readonly ResourceService.ResourceServiceClient? _service;
    private readonly Metadata _headers = [];
    private ImmutableList<ResourceView> _resources = [];
    private ImmutableList<Action> _listeners = [];

    internal ResourceClient(IOptions<ResourceServiceOptions> options, TimeProvider time, ILogger<ResourceClient> logger)
    {
        _time = time;
        _logger = logger;
        if (options.Value.Address is not { } address)
            return;
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        _service = new ResourceService.ResourceServiceClient(_channel);
        if (options.Value.ApiKey is { } key)
            _headers.Add(ResourceServiceOptions.ApiKeyHeader, key);
    }

    /// <summary>Whether there is an engine to ask; without one the pages show telemetry only.</summary>
    public bool IsConfigured => _service is not null;

    /// <summary>The application's name; empty before the engine answered.</summary>
    public string ApplicationName { get; private set; } = "";

    /// <summary>What is wrong with the connection to the engine; null while there is nothing.</summary>
    public string? Problem { get; private set; }

    /// <summary>Every resource, and of several replicas each, in the order of the AppHost.</summary>
    public IReadOnlyList<ResourceView> Resources => _resources;

    /// <summary>Calls back after each change of a resource or of <see cref="Problem"/>, on a thread of the client's own, until disposed.</summary>
    public IDisposable OnChange(Action listener)
    {
        // The same action may listen twice, so each subscription has a delegate of its own.
        var subscription = new Action(() => listener());
        lock (_lock)
            _listeners = _listeners.Add(subscription);
        return new Subscription(() =>
        {
            lock (_lock)
                _listeners = _listeners.Remove(subscription);
        });
    }

    /// <summary>The lines the engine keeps of a resource, then each new one, until cancelled; a broken connection is taken up again.</summary>
    /// <param name="name">A resource's unique name.</param>
    /// <param name="cancellationToken">Ends the enumeration without an exception.</param>
    public async IAsyncEnumerable<ConsoleLine> WatchLogsAsync(string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = 0;
        var retry = FirstRetry;
        while (_service is not null && !cancellationToken.IsCancellationRequested)
        {
            using var call = _service.WatchConsoleLogs(new WatchConsoleLogsRequest { Resource = name }, _headers, cancellationToken: cancellationToken);
            while (await MoveNextAsync(call, cancellationToken))
            {
                retry = FirstRetry;
                foreach (var line in call.ResponseStream.Current.Lines.Where(l => l.Number > last))
                {
                    last = line.Number;
                    yield return new ConsoleLine(line.Number, line.Text, line.IsError);
                }
            }
            await Task.Delay(retry, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            retry = Longer(retry);
        }
    }

    /// <summary>Carries out a command; returns when it is done.</summary>
    /// <param name="name">A unique name for one replica, a display name for all.</param>
    /// <param name="command"><c>start</c>, <c>stop</c> or <c>restart</c>.</param>
    /// <param name="cancellationToken">Stops waiting; what was begun goes on.</param>
    public async Task<CommandOutcome> ExecuteAsync(string name, string command, CancellationToken cancellationToken)
    {
        if (_service is null)
            return new CommandOutcome(false, "There is no engine to carry out commands.");
        try
        {
            var response = await _service.ExecuteCommandAsync(
                new ExecuteCommandRequest { Resource = name, Command = command }, _headers, cancellationToken: cancellationToken);
            return new CommandOutcome(response.Succeeded, response.HasError ? response.Error : null);
        }
        catch (RpcException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new CommandOutcome(false, e.Status.Detail);
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        base.Dispose();
        _channel?.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var retry = FirstRetry; _service is not null && !stoppingToken.IsCancellationRequested; retry = Longer(retry))
        {
            using var call = _service.WatchResources(new WatchResourcesRequest(), _headers, cancellationToken: stoppingToken);
            try
            {
                await foreach (var update in call.ResponseStream.ReadAllAsync(stoppingToken))
                {
                    Take(update);
                    retry = FirstRetry;
                }
                Lost("The engine closed the connection.");
            }
            catch (RpcException e) when (!stoppingToken.IsCancellationRequested)
            {
                Lost(e.Status.Detail);
            }
            catch (Exception e) when (e is RpcException or OperationCanceledException)
            {
                // The dashboard is stopping.
                return;
            }
            await Task.Delay(retry, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Take(ResourcesUpdate update)
    {
        if (update.HasApplication)
        {
            // The first answer of a connection: of an AppHost that was restarted nothing old must stay.
            ApplicationName = update.Application;
            _resources = [.. update.Resources.Select(ResourceMapping.ToView)];
            Problem = null;
            LogConnected(update.Application);
        }
        else
        {
            foreach (var view in update.Resources.Select(ResourceMapping.ToView))
            {
                var index = _resources.FindIndex(r => r.Name == view.Name);
                _resources = index < 0 ? _resources.Add(view) : _resources.SetItem(index, view);
            }
        }
        Notify();
    }

    private void Lost(string why)
    {
        if (Problem is null)
            LogLost(why);
        Problem = $"The connection to the AppHost is lost; what is shown may be old. {why}";
        Notify();
    }

    private void Notify()
    {
        foreach (var listener in _listeners)
        {
            try
            {
                listener();
            }
            catch (Exception e)
            {
                // One page's fault is no reason to leave the others without news.
                LogListenerFailed(e);
            }
        }
    }

    private async Task<bool> MoveNextAsync(AsyncServerStreamingCall<ConsoleLogsUpdate> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.ResponseStream.MoveNext(cancellationToken);
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException)
        {
            if (!cancellationToken.IsCancellationRequested)
                LogLogsLost(e.Message);
            return false;
        }
    }

    private static TimeSpan Longer(TimeSpan retry) => retry * 2 < LongestRetry ? retry * 2 : LongestRetry;
}
