namespace Mosaic.Devices;

/// <summary>
/// Exponential backoff with full jitter: the n-th wait is drawn evenly from zero to <see cref="First"/> doubled n times, at most
/// <see cref="Longest"/>. A session that outlasted its last wait's bound starts over at <see cref="First"/>.
/// </summary>
public sealed class ReconnectBounds
{
    /// <summary>The upper bound of the first wait. 1 s by default.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The upper bound of any wait the client chooses itself. 60 s by default.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest wait the service may ask for (<c>reconnectafter</c>, <c>Retry-After</c>). One hour by default.</summary>
    public TimeSpan LongestAsked { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The wait after <paramref name="failures"/> ones that were in vain.</summary>
    internal TimeSpan Draw(int failures, Random random) => random.NextDouble() * Ceiling(failures);

    internal TimeSpan Ceiling(int failures)
    {
        var ceiling = First * Math.Pow(2, Math.Min(failures, 30));
        return ceiling < Longest ? ceiling : Longest;
    }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(First, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(Longest, First);
        ArgumentOutOfRangeException.ThrowIfLessThan(LongestAsked, TimeSpan.Zero);
    }
}
