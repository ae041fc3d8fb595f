using Mosaic.Dashboard;
using Mosaic.Settings;

return await SettingsProgram.RunAsync("dashboard", () => DashboardApp.Build(args));
