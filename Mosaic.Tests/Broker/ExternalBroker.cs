using Microsoft.Extensions.Configuration;

namespace Mosaic.Tests.Broker;

/// <summary>
/// A RabbitMQ that runs already, a cluster for instance, for the tests to use instead of one of their own: the environment's
/// section <c>TestBroker</c>. Each fixture has a virtual host there. CONTRIBUTING.md says how it is given.
/// </summary>
internal sealed class ExternalBroker
{
    /// <summary>What the environment gives; null when it gives none.</summary>
    internal static ExternalBroker? Given { get; } = new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection("TestBroker").Get<ExternalBroker>();

    /// <summary>One node, with a user who may do everything, and without a virtual host.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Its other nodes, as <c>Messaging:Nodes</c> has them.</summary>
    public string Nodes { get; init; } = "";

    /// <summary>The management API of one of them.</summary>
    public required Uri Management { get; init; }
}
