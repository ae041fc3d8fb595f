using Mosaic.HiveBackendStub;
using Mosaic.Settings;

return await SettingsProgram.RunAsync("hive-backend", () => HiveBackend.Build(args));
