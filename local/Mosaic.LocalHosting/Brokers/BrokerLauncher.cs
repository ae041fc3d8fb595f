using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Options;
using Mosaic.LocalHosting.Engine;

namespace Mosaic.LocalHosting.Brokers;

/// <summary>Runs a RabbitMQ server.</summary>
internal sealed class BrokerLauncher(
    RabbitMQServerResource broker,
    BrokerLocator locator,
    RunFolders folders,
    ResourceLoggerService logs,
    IOptions<RabbitMQOptions> options) : IResourceLauncher
{
    public async Task<LaunchSpec?> PrepareAsync(int index, CancellationToken cancellationToken)
    {
        var found = await locator.FindAsync(Say, cancellationToken);
        var user = await broker.UserNameReference.GetValueAsync(cancellationToken) ?? RabbitMQServerResource.DefaultUserName;
        var password = await broker.PasswordParameter.GetValueAsync(cancellationToken) ?? "";
        return found.Source == BrokerSource.Server
            ? await ServerBroker.PrepareAsync(broker, found.Path, user, password, folders, cancellationToken)
            : ContainerBroker.Prepare(broker, found.Path, user, password, folders, options.Value);
    }

    public IReadOnlyList<HealthProbe> Probes(int index)
    {
        var endpoint = broker.PrimaryEndpoint;
        var answered = false;
        return [new HealthProbe("AMQP", AskAsync)];

        // The handshake once; after that a connection is enough, for each handshake left off is a warning in the broker's log.
        async Task<string?> AskAsync(CancellationToken cancellationToken)
        {
            var wrong = await AmqpProbe.AskAsync(endpoint.Host, endpoint.Port, connectOnly: answered, cancellationToken);
            answered = wrong is null;
            return wrong;
        }
    }

    private void Say(string line)
    {
        logs.Write(broker.Name, line, isError: false);
        Console.WriteLine(line);
    }
}
