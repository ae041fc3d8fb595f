namespace Aspire.RabbitMQ.Client;

/// <summary>Settings of the RabbitMQ client, section <c>Aspire:RabbitMQ:Client</c>, the same as in the Aspire package.</summary>
public sealed class RabbitMQClientSettings
{
    /// <summary>An <c>amqp</c> or <c>amqps</c> URI. <c>ConnectionStrings:{name}</c> goes first.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Attempts to connect after the first one, with exponential backoff from one second.</summary>
    public int MaxConnectRetryCount { get; set; } = 5;

    /// <summary>No health check.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>No OpenTelemetry tracing.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Connect on first use and not when the host starts.</summary>
    public bool DisableAutoActivation { get; set; } = true;
}
