namespace Mosaic.Dashboard.Otlp.Listening;

/// <summary>Of an endpoint: at which address it answers. Endpoints without it are pages.</summary>
internal sealed record ListenerMetadata(ListenerKind Kind);
