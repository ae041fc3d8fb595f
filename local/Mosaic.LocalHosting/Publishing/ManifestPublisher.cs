using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mosaic.LocalHosting.Publishing;

/// <summary>Writes the manifest in place of running the application.</summary>
internal sealed partial class ManifestPublisher(
    DistributedApplicationModel model,
    DistributedApplicationExecutionContext executionContext,
    IOptions<PipelineOptions> options,
    ILoggerFactory loggers) : IHostedService
{
    private const string DefaultFileName = "aspire-manifest.json";

    // The name under which Aspire says it, for those who filter or look for it.
    private readonly ILogger _logger = loggers.CreateLogger("Aspire.Hosting.Publishing.ManifestPublisher");

    /// <exception cref="DistributedApplicationException">The arguments do not say what to write and where, or it cannot be written.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var file = OutputFile();
        // Whole or not at all: half a manifest is not left behind.
        using var manifest = new MemoryStream();
        await using (var json = new Utf8JsonWriter(manifest, new JsonWriterOptions { Indented = true }))
            await new ManifestWriter(executionContext, file, json, model).WriteAsync(cancellationToken);
        await WriteAsync(file, manifest, cancellationToken);
        LogPublished(file);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task WriteAsync(string file, MemoryStream manifest, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, manifest.ToArray(), cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"The manifest cannot be written to '{file}': {e.Message}", e);
        }
    }

    private string OutputFile()
    {
        if (options.Value.Step != PipelineOptions.ManifestStep)
            throw new DistributedApplicationException(
                $"Step '{options.Value.Step}' not found in pipeline. Available steps: '{PipelineOptions.ManifestStep}' (of the local engine; -p:AspireHosting=packages has Aspire's).");
        if (string.IsNullOrEmpty(options.Value.OutputPath))
            throw new DistributedApplicationException("The '--output-path [path]' option was not specified even though manifest publishing was requested.");
        // Relative to the working directory, which `dotnet run` makes the AppHost's folder.
        var path = Path.GetFullPath(options.Value.OutputPath);
        return path.EndsWith(".json", StringComparison.Ordinal) ? path : Path.Combine(path, DefaultFileName);
    }
}
