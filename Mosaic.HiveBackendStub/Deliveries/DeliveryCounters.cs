namespace Mosaic.HiveBackendStub.Deliveries;

/// <summary>Counts the deliveries that were not stored.</summary>
internal sealed class DeliveryCounters
{
    private long _signatureFailures;
    private long _invalid;
    private long _failedByFault;

    internal long SignatureFailures => Interlocked.Read(ref _signatureFailures);

    internal long Invalid => Interlocked.Read(ref _invalid);

    internal long FailedByFault => Interlocked.Read(ref _failedByFault);

    internal void CountSignatureFailure() => Interlocked.Increment(ref _signatureFailures);

    internal void CountInvalid() => Interlocked.Increment(ref _invalid);

    internal void CountFailedByFault() => Interlocked.Increment(ref _failedByFault);
}
