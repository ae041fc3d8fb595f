namespace Mosaic.Benchmarks.Results;

/// <summary>A figure beside what it is compared with. Serialized as it stands.</summary>
internal sealed record Row(
    string Id, string What, double? Value, string Unit, string? Peer, double? PeerValue, double? Ratio, string? Goal, bool? Met, long? Sent, long? Arrived, string? Note)
{
    /// <summary>The rows of a figure: one for each goal it has, or one.</summary>
    public static IEnumerable<Row> Of(Figure figure, IReadOnlyDictionary<string, Figure> all)
    {
        var goals = Results.Goal.All.Where(goal => goal.Row == figure.Id).ToList();
        return goals.Count == 0 ? [Plain(figure)] : goals.Select(goal => Compared(figure, goal, goal.Peer is null ? null : all.GetValueOrDefault(goal.Peer)));
    }

    /// <summary>A row of what could not be measured.</summary>
    public static Row Missing(string id, string why) => new(id, "", null, "", null, null, null, null, null, null, null, why);

    private static Row Plain(Figure figure) =>
        new(figure.Id, figure.What, figure.Value, figure.Unit, null, null, null, null, null, figure.Sent, figure.Arrived, null);

    private static Row Compared(Figure figure, Goal goal, Figure? peer)
    {
        var sign = goal.AtMost ? "<=" : ">=";
        var ratio = figure.Value / peer?.Value;
        var compared = goal.Peer is null ? figure.Value : ratio;
        bool? met = compared is { } value ? (goal.AtMost ? value <= goal.Bound : value >= goal.Bound) : null;
        var text = goal.Peer is null ? $"{sign} {goal.Bound} {figure.Unit}" : $"{sign} {goal.Bound} x {goal.Peer}";
        return Plain(figure) with { Peer = goal.Peer, PeerValue = peer?.Value, Ratio = ratio, Goal = text, Met = met };
    }
}
