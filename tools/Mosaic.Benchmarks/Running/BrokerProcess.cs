namespace Mosaic.Benchmarks.Running;

/// <summary>A RabbitMQ of the benchmark's own.</summary>
internal sealed class BrokerProcess : IAsyncDisposable
{
    private readonly DistributedApplication _application;

    private BrokerProcess(DistributedApplication application, string connectionString)
    {
        _application = application;
        ConnectionString = connectionString;
    }

    /// <summary>An AMQP address with user and password.</summary>
    public string ConnectionString { get; }

    public static async Task<BrokerProcess> StartAsync(CancellationToken cancellationToken)
    {
        var builder = LocalApplication.CreateBuilder();
        var messaging = builder.AddRabbitMQ("messaging").RunAsLocalServer();
        var application = await LocalApplication.StartAsync(builder, cancellationToken);
        return new BrokerProcess(application, (await messaging.Resource.ConnectionStringExpression.GetValueAsync(cancellationToken))!);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
