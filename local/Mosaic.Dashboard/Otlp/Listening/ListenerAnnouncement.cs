using Microsoft.Extensions.Options;

namespace Mosaic.Dashboard.Otlp.Listening;

/// <summary>Says where telemetry is received once the program listens.</summary>
internal sealed partial class ListenerAnnouncement(ListenerAddresses addresses, IOptions<OtlpOptions> options, ILogger<ListenerAnnouncement> logger)
    : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var grpc = addresses.Of(ListenerKind.OtlpGrpc);
        var http = addresses.Of(ListenerKind.OtlpHttp);
        if (options.Value.EffectiveAuthMode == OtlpAuthMode.ApiKey) LogWithKey(logger, grpc, http);
        else LogUnsecured(logger, grpc, http);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
