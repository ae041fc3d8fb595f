using Microsoft.AspNetCore.Connections;
using Mosaic.DeviceService.Authentication;
using Mosaic.DeviceService.Configuration;
using Mosaic.DeviceService.DeadLetters;
using Mosaic.DeviceService.Deliver;
using Mosaic.DeviceService.Dispatching;
using Mosaic.DeviceService.Documentation;
using Mosaic.DeviceService.Http;
using Mosaic.DeviceService.Presence;
using Mosaic.DeviceService.Requests;
using Mosaic.DeviceService.Send;
using Mosaic.DeviceService.Sharing;
using Mosaic.Messaging;

namespace Mosaic.DeviceService;

/// <summary>Composes the service; apart from Program.cs so that tests host the very same application.</summary>
internal static class DeviceServiceApp
{
    internal static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddMessaging("messaging");
        builder.AddProblems();
        builder.AddHive();
        builder.AddApiKeys();
        builder.AddDelivering();
        builder.AddSharing();
        builder.AddSending();
        builder.AddRequests();
        builder.AddPresence();
        builder.AddDispatching();
        builder.AddDeadLetters();
        builder.AddApiDocument();

        var app = builder.Build();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // A request that Kestrel refuses while its body is read (too large, cut short) is the caller's fault.
            StatusCodeSelector = error => error is BadHttpRequestException bad ? bad.StatusCode : 500,

            // Neither is it, nor a caller that leaves, worth an error in the log.
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException or ConnectionResetException,
        });
        app.UseStatusCodePages();
        app.UseApiKeys();
        app.MapDefaultEndpoints();
        app.MapSending();
        app.MapRequests();
        app.MapPresence();
        app.MapDeadLetters();
        app.MapApiDocument();
        return app;
    }
}
