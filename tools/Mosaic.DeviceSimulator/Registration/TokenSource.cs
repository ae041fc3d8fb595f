namespace Mosaic.DeviceSimulator.Registration;

/// <summary>A device's tokens: registered once, then a fresh one each time it is asked.</summary>
internal sealed class TokenSource(HiveBackendClient hive, Guid device)
{
    private bool _registered;

    public Guid Device { get; } = device;

    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        var token = Volatile.Read(ref _registered)
            ? await hive.RenewAsync(Device, cancellationToken)
            : await hive.RegisterAsync(Device, cancellationToken);
        Volatile.Write(ref _registered, true);
        return token.Token;
    }
}
