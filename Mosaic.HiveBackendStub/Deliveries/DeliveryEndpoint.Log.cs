namespace Mosaic.HiveBackendStub.Deliveries;

// Nothing above Debug for a message: thousands arrive a second. The counts are at /stats.
internal sealed partial class DeliveryEndpoint
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Stored or recognised {Count} events of delivery {WebhookId}")]
    private static partial void Stored(ILogger logger, int count, string webhookId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Refused delivery {WebhookId}: {Verdict}")]
    private static partial void SignatureRefused(ILogger logger, WebhookVerdict verdict, string webhookId);
}
