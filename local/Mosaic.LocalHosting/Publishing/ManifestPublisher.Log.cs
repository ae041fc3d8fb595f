using Microsoft.Extensions.Logging;

namespace Mosaic.LocalHosting.Publishing;

internal sealed partial class ManifestPublisher
{
    [LoggerMessage(0, LogLevel.Information, "Published manifest to: {ManifestPath}")]
    private partial void LogPublished(string manifestPath);
}
