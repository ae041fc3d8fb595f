namespace Aspire.Hosting.ApplicationModel;

/// <summary>A broker somebody else runs, taken from <c>ConnectionStrings:{name}</c>.</summary>
internal sealed record ExternalBroker(string ConnectionString, string Host, int Port, string UserName, string Password)
{
    private const int AmqpPort = 5672;
    private const int AmqpsPort = 5671;

    /// <exception cref="DistributedApplicationException">It is no AMQP URI.</exception>
    public static ExternalBroker Parse(string connectionString, string resourceName)
    {
        if (!Uri.TryCreate(connectionString, UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps"))
            throw new DistributedApplicationException(
                $"ConnectionStrings:{resourceName} must be an AMQP URI such as amqp://user:password@host:5672.");
        var user = uri.UserInfo.Split(':', 2);
        var defaultPort = uri.Scheme == "amqps" ? AmqpsPort : AmqpPort;
        return new(
            connectionString,
            uri.Host,
            uri.Port > 0 ? uri.Port : defaultPort,
            user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : RabbitMQServerResource.DefaultUserName,
            user.Length > 1 ? Uri.UnescapeDataString(user[1]) : RabbitMQServerResource.DefaultUserName);
    }
}
