using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;

namespace Aspire.RabbitMQ.Client;

/// <summary>Needs the connection, so that it is made when the host starts.</summary>
internal sealed class ConnectOnStart(IConnection connection) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        connection.IsOpen ? Task.CompletedTask : throw new InvalidOperationException("The connection to RabbitMQ is closed.");

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
