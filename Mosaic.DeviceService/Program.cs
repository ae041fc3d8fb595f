using Mosaic.DeviceService.Authentication;
using Mosaic.DeviceService.Configuration;
using Mosaic.DeviceService.Deliver;
using Mosaic.DeviceService.Send;
using Mosaic.Messaging;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddMessaging("messaging");
builder.AddHive();
builder.AddApiKeys();
builder.AddDelivering();
builder.AddSending();

var app = builder.Build();
app.UseExceptionHandler();
app.UseApiKeys();
app.MapDefaultEndpoints();
app.MapSending();
app.Run();
