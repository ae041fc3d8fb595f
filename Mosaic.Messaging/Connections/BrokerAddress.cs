using RabbitMQ.Client;

namespace Mosaic.Messaging;

/// <summary>
/// The address of RabbitMQ, an AMQP URI (https://www.rabbitmq.com/docs/uri-spec), and the other nodes of a cluster: a connection takes any of them, and when it
/// is lost, any that answers.
/// </summary>
internal static class BrokerAddress
{
    /// <summary>What is wrong with the connection string, which may have a password and is not shown; null when nothing is.</summary>
    internal static string? Refuse(string name, string? value)
    {
        var problem = string.IsNullOrWhiteSpace(value) ? "given" : IsAmqp(value) ? null : "an amqp or amqps URI with user and password URI-encoded";
        return problem is null ? null
            : $"ConnectionStrings:{name} must be {problem}: amqp://user:password@host:port/virtualhost (environment variable ConnectionStrings__{name}).";
    }

    private static bool IsAmqp(string value)
    {
        try
        {
            return Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Host.Length > 0 && new ConnectionFactory { Uri = address }.Uri is not null;
        }
        catch (ArgumentException)
        {
            return false; // Another scheme, or more than one segment in the path.
        }
    }

    /// <summary>The node of the connection string and those of <see cref="MessagingOptions.Nodes"/>, in an order that spreads the connections.</summary>
    internal static IEndpointResolver Resolve(IEnumerable<AmqpTcpEndpoint> given, string nodes)
    {
        var first = given.First();
        return new DefaultEndpointResolver(
            [first, .. nodes.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(node => Beside(first, node))]);
    }

    private static AmqpTcpEndpoint Beside(AmqpTcpEndpoint first, string node)
    {
        var address = new Uri($"amqp://{node}");
        var host = address.DnsSafeHost;
        return new AmqpTcpEndpoint(host, address.Port < 0 ? first.Port : address.Port, Named(first, host), first.MaxInboundMessageBodySize);
    }

    // Each node shows a certificate of its own name, unless one name was configured for all.
    private static SslOption Named(AmqpTcpEndpoint first, string host) => !first.Ssl.Enabled || first.Ssl.ServerName != first.HostName ? first.Ssl
        : new SslOption(host, first.Ssl.CertPath, enabled: true)
        {
            AcceptablePolicyErrors = first.Ssl.AcceptablePolicyErrors,
            CertPassphrase = first.Ssl.CertPassphrase,
            CertificateSelectionCallback = first.Ssl.CertificateSelectionCallback,
            CertificateValidationCallback = first.Ssl.CertificateValidationCallback,
            Certs = first.Ssl.Certs,
            CheckCertificateRevocation = first.Ssl.CheckCertificateRevocation,
            Version = first.Ssl.Version,
        };
}
