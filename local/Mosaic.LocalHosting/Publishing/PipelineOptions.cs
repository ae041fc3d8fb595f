namespace Mosaic.LocalHosting.Publishing;

/// <summary>What is published and where to.</summary>
internal sealed class PipelineOptions
{
    public const string Section = "Pipeline";

    public const string ManifestStep = "publish-manifest";

    /// <summary>The step to take; <c>--step</c>.</summary>
    public string? Step { get; set; }

    /// <summary>A file that ends in <c>.json</c>, or a folder; <c>--output-path</c>.</summary>
    public string? OutputPath { get; set; }
}
