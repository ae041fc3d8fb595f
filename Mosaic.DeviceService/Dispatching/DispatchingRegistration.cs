namespace Mosaic.DeviceService.Dispatching;

internal static class DispatchingRegistration
{
    /// <summary>Adds the lease; steps add their work under it as <see cref="IDispatcherWork"/>.</summary>
    internal static void AddDispatching(this IHostApplicationBuilder builder) => builder.Services.AddHostedService<DispatcherService>();
}
