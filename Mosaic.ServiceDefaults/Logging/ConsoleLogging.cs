using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Mosaic.ServiceDefaults.Logging;

internal static class ConsoleLogging
{
    // The frameworks write several lines for each request at Information, too many at thousands of messages a second.
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
        ["Logging:LogLevel:Polly"] = "Warning",
        // It logs an error each time that somebody asks before the service is ready. What made a check fail is logged where it fails.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
        // At Error it logs what StartAsync throws, which SettingsProgram or the runtime writes as well, and the failure of a background service, which
        // it logs again as Critical.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
        // The images of .NET set the variable. What collects the logs of containers reads one JSON object a line.
        ["Logging:Console:FormatterName"] =
            Environment.GetEnvironmentVariable("DOTNET_RUNNING_IN_CONTAINER") is "true" or "1" ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple,
    };

    internal static void AddConsoleLogging(this IHostApplicationBuilder builder)
    {
        // First of the sources, so that any configuration overrides it; a filter added in code would override them.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });

        // Of two formatters with a name the first counts: no setting leads to the framework's, which writes control characters as they come.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<ConsoleFormatter, LineFormatter>());
        builder.Services.Configure<JsonConsoleFormatterOptions>(json =>
        {
            json.UseUtcTimestamp = true;
            json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
        builder.Services.AddOptions<ConsoleFormatterOptions>().BindConfiguration("Logging:Console:FormatterOptions");
        builder.Logging.AddConsole();
    }
}
