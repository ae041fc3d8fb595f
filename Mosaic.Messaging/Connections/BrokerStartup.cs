using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mosaic.Messaging;

/// <summary>Opens both connections when a service starts, and ends the service when RabbitMQ holds a topology that is not Mosaic's.</summary>
internal sealed partial class BrokerStartup(Broker broker, IHostApplicationLifetime lifetime, ILogger<BrokerStartup> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await broker.Publishing.OpenAsync(stoppingToken);
            await broker.Consuming.OpenAsync(stoppingToken);
        }
        catch (TopologyException e)
        {
            TopologyRefused(logger, e.Message);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped before RabbitMQ was there.
        }
    }

    [LoggerMessage(1, LogLevel.Critical, "{Reason}")]
    private static partial void TopologyRefused(ILogger logger, string reason);
}
