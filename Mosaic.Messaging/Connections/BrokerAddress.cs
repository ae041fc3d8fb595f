using RabbitMQ.Client;

namespace Mosaic.Messaging;

/// <summary>The address of RabbitMQ, an AMQP URI (https://www.rabbitmq.com/docs/uri-spec).</summary>
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
}
