namespace Mosaic.Dashboard.Components.Metrics;

/// <summary>Curves over the same times, as the browser draws them and the table lists them.</summary>
/// <param name="Title">What the values are.</param>
/// <param name="Unit">Theirs; may be empty.</param>
/// <param name="Times">In order.</param>
/// <param name="Lines">The curves.</param>
/// <param name="Hidden">How many curves more there are than are drawn.</param>
public sealed record Plot(string Title, string Unit, IReadOnlyList<DateTimeOffset> Times, IReadOnlyList<PlotLine> Lines, int Hidden)
{
    public string Heading => Unit.Length == 0 ? Title : $"{Title}, {Unit}";

    public bool IsEmpty => Lines.All(line => line.Values.All(value => value is null));
}
