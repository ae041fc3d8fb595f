using Mosaic.HiveBackendStub;
using Mosaic.ServiceDefaults.Settings;

return await SettingsProgram.RunAsync("hive-backend", () => HiveBackend.Build(args));
