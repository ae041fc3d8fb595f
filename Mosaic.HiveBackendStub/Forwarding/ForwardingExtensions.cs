using Mosaic.HiveBackendStub.Http;
using Mosaic.HiveConsole.Sent;

namespace Mosaic.HiveBackendStub.Forwarding;

internal static class ForwardingExtensions
{
    internal static void AddForwarding(this IServiceCollection services)
    {
        var client = services.AddHttpClient<DeviceServiceClient>(client =>
        {
            client.BaseAddress = new Uri("http://device-service");
            // A request waits up to 300 s for its device; the caller's own patience is the limit.
            client.Timeout = Timeout.InfiniteTimeSpan;
        });
        client.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
        });

        // The answer is passed back as it is, and repeating is for the caller to decide.
#pragma warning disable EXTEXP0001 // Marked experimental; there is no other way to take the default handlers off one client.
        client.RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
    }

    internal static void MapForwarding(this WebApplication app)
    {
        app.MapPost("/devices/{device}/events",
            (HttpContext context, string device, DeviceServiceClient service, SendRecorder recorder) =>
                SendAsync(context, device, service, recorder, isRequest: false));
        app.MapPost("/devices/{device}/requests",
            (HttpContext context, string device, DeviceServiceClient service, SendRecorder recorder) =>
                SendAsync(context, device, service, recorder, isRequest: true));

        foreach (var path in new[] { "/devices", "/devices/{device}", "/devices/{device}/requests/{id}", "/dead-letters/{**rest}" })
        {
            app.MapGet(path, (HttpContext context, DeviceServiceClient service) => service.ForwardAsync(context, hasBody: false));
        }

        foreach (var path in new[] { "/devices/{device}/session", "/devices/{device}/requests/{id}", "/dead-letters/{**rest}" })
        {
            app.MapDelete(path, (HttpContext context, DeviceServiceClient service) => service.ForwardAsync(context, hasBody: false));
        }

        app.MapPost("/dead-letters/{**rest}", (HttpContext context, DeviceServiceClient service) =>
            service.ForwardAsync(context, hasBody: true));
    }

    // What names no device is refused by the Device Service, and belongs on no device's page.
    private static Task SendAsync(HttpContext context, string device, DeviceServiceClient service, SendRecorder recorder, bool isRequest) =>
        Uuid.TryParse(device, out var id)
            ? recorder.RecordAsync(context, id, isRequest, () => service.ForwardAsync(context, hasBody: true))
            : service.ForwardAsync(context, hasBody: true);
}
