using Mosaic.DeviceService;
using Mosaic.ServiceDefaults.Settings;

return await SettingsProgram.RunAsync("device-service", () => DeviceServiceApp.Build(args));
