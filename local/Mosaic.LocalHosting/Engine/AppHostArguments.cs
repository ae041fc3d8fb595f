using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace Mosaic.LocalHosting.Engine;

/// <summary>The arguments of an AppHost: <c>--key value</c> and <c>key=value</c> are configuration, a few have a meaning of their own.</summary>
internal static class AppHostArguments
{
    /// <summary>As Aspire maps them.</summary>
    public static readonly Dictionary<string, string> SwitchMappings = new()
    {
        ["--operation"] = "AppHost:Operation",
        ["--publisher"] = "Publishing:Publisher",
        ["--output-path"] = "Publishing:OutputPath",
    };

    /// <summary><c>--logs</c> has no value, which configuration could not read.</summary>
    public static string[] Normalized(string[] args) => [.. args.Select(a => a == "--logs" ? $"--{LocalHostingOptions.Section}:Logs=true" : a)];

    public static DistributedApplicationExecutionContext ExecutionContext(IConfiguration configuration)
    {
        var publisher = configuration["Publishing:Publisher"] ?? "";
        var publish = publisher.Length > 0 || string.Equals(configuration["AppHost:Operation"], "publish", StringComparison.OrdinalIgnoreCase);
        return new(publish ? DistributedApplicationOperation.Publish : DistributedApplicationOperation.Run, publisher);
    }
}
