using Mosaic.DeviceService;
using Mosaic.Settings;

return await SettingsProgram.RunAsync("device-service", () => DeviceServiceApp.Build(args));
