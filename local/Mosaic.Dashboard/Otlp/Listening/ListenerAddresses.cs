using System.Collections.Concurrent;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Mosaic.Dashboard.Otlp.Listening;

/// <summary>Where the dashboard listens, as bound: with the real port where 0 was asked for.</summary>
internal sealed class ListenerAddresses
{
    private readonly ConcurrentDictionary<ListenerKind, (Uri Asked, ListenOptions Bound)> _listeners = [];

    /// <summary>Known once the program has started.</summary>
    /// <exception cref="KeyNotFoundException">It has not.</exception>
    internal Uri Of(ListenerKind kind)
    {
        var (asked, bound) = _listeners[kind];
        return new UriBuilder(asked) { Port = bound.IPEndPoint?.Port ?? asked.Port }.Uri;
    }

    internal void Set(ListenerKind kind, Uri asked, ListenOptions bound) => _listeners.TryAdd(kind, (asked, bound));
}
