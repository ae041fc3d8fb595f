using Mosaic.ServiceDefaults.Settings;
using Mosaic.WebSocketService;

return await SettingsProgram.RunAsync("websocket-service", () => WebSocketServiceHost.Build(args));
