namespace Mosaic.DeviceService.Requests;

/// <summary>The outcome of a request.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Confirmation">The device's answer, where it gave one.</param>
/// <param name="Elapsed">From the call to the outcome.</param>
internal sealed record RequestOutcome(RequestEnd End, DeviceConfirmation? Confirmation, TimeSpan Elapsed);
