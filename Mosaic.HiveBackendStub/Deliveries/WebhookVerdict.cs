namespace Mosaic.HiveBackendStub.Deliveries;

internal enum WebhookVerdict
{
    Valid,
    TimestampUnreadable,
    TimestampOutOfTolerance,
    SignatureMismatch,
}
