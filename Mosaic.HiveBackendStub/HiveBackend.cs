using Microsoft.AspNetCore.Connections;
using Mosaic.HiveBackendStub.Configuration;
using Mosaic.HiveBackendStub.Deliveries;
using Mosaic.HiveBackendStub.Devices;
using Mosaic.HiveBackendStub.Faults;
using Mosaic.HiveBackendStub.Forwarding;
using Mosaic.HiveConsole;

namespace Mosaic.HiveBackendStub;

/// <summary>Composes the stub; apart from Program.cs so that tests host the very same application.</summary>
internal static class HiveBackend
{
    /// <param name="args">Configuration, as on the command line.</param>
    /// <param name="time">The clock; the system's when null.</param>
    internal static WebApplication Build(string[] args, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddStubConfiguration();
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddDevices();
        builder.Services.AddDeliveries();
        builder.Services.AddFaults();
        builder.Services.AddForwarding();
        builder.AddHiveConsole<ConsoleBackend>();

        var app = builder.Build();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // A request that Kestrel refuses while its body is read (too large, cut short) is the caller's fault.
            StatusCodeSelector = error => error is BadHttpRequestException bad ? bad.StatusCode : 500,

            // Neither is it, nor a caller that leaves, worth an error in the log.
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException or ConnectionResetException,
        });
        app.UseStatusCodePages();
        app.UseHiveConsole();
        app.MapDefaultEndpoints();
        app.MapDevices();
        app.MapDeliveries();
        app.MapFaults();
        app.MapForwarding();
        return app;
    }
}
