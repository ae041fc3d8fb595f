namespace Mosaic.Dashboard.Otlp.Listening;

/// <summary>Of a connection: by which address it came.</summary>
internal sealed record ListenerFeature(ListenerKind Kind);
