namespace Mosaic.Dashboard.Resources;

/// <summary>An address of a resource.</summary>
/// <param name="Name">The endpoint's name, as in <c>http</c>.</param>
/// <param name="Url">Not always one a browser opens: a broker's is <c>tcp://</c>.</param>
public sealed record EndpointView(string Name, string Url)
{
    /// <summary>Whether a browser opens it.</summary>
    public bool IsLink => Url.StartsWith("http://", StringComparison.Ordinal) || Url.StartsWith("https://", StringComparison.Ordinal);
}
