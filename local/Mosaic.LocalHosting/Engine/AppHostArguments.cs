using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Mosaic.LocalHosting.Publishing;

namespace Mosaic.LocalHosting.Engine;

/// <summary>The arguments of an AppHost: <c>--key value</c> and <c>key=value</c> are configuration, a few have a meaning of their own.</summary>
internal static class AppHostArguments
{
    /// <summary>As Aspire maps them.</summary>
    public static readonly Dictionary<string, string> SwitchMappings = new()
    {
        ["--operation"] = "AppHost:Operation",
        ["--publisher"] = "Publishing:Publisher",
        ["--step"] = "Pipeline:Step",
        ["--output-path"] = "Pipeline:OutputPath",
    };

    /// <summary><c>--logs</c> has no value, which configuration could not read.</summary>
    public static string[] Normalized(string[] args) => [.. args.Select(a => a == "--logs" ? $"--{LocalHostingOptions.Section}:Logs=true" : a)];

    /// <exception cref="DistributedApplicationException">The operation is none.</exception>
    public static DistributedApplicationExecutionContext ExecutionContext(IConfiguration configuration)
    {
        var publisher = configuration["Publishing:Publisher"];
        // What azd asks for, in the words of earlier versions.
        if (string.Equals(publisher, "manifest", StringComparison.OrdinalIgnoreCase) && string.IsNullOrEmpty(configuration["Pipeline:Step"]))
            configuration["Pipeline:Step"] = PipelineOptions.ManifestStep;
        return (configuration["AppHost:Operation"]?.ToLowerInvariant(), publisher) switch
        {
            (null, null) or ("run", _) => new(DistributedApplicationOperation.Run),
            (null or "publish", _) => new(DistributedApplicationOperation.Publish, publisher ?? "manifest"),
            _ => throw new DistributedApplicationException("Invalid operation specified. Valid operations are 'publish' or 'run'."),
        };
    }
}
