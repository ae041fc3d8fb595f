using System.Collections.Concurrent;

namespace Mosaic.Dashboard.Components.Shared;

/// <summary>
/// Gives each resource a colour, the same on every page for as long as the dashboard runs. A colour only ever stands beside the
/// resource's name: there are fewer colours than resources may be.
/// </summary>
internal sealed class ResourceColors
{
    /// <summary>How many colours the style sheet has.</summary>
    public const int Count = 10;

    private readonly ConcurrentDictionary<string, int> _colors = new(StringComparer.Ordinal);
    private int _next;

    /// <returns>The style sheet's class that sets the colour.</returns>
    public string Class(string resource) => $"color-{_colors.GetOrAdd(resource, _ => Interlocked.Increment(ref _next) - 1) % Count}";
}
