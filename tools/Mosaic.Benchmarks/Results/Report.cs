using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mosaic.Benchmarks.Results;

/// <summary>All rows, as a table and as JSON.</summary>
internal sealed record Report(string Machine, IReadOnlyList<Row> Rows)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public string ToJson() => JsonSerializer.Serialize(new
    {
        machine = Machine,
        rows = Rows.Select(row => new
        {
            id = row.Id,
            what = row.What,
            value = row.Value,
            unit = row.Unit,
            peer = row.Peer,
            peervalue = row.PeerValue,
            ratio = row.Ratio,
            goal = row.Goal,
            met = row.Met,
            sent = row.Sent,
            arrived = row.Arrived,
            note = row.Note,
        }),
    }, Json);

    public string ToTable()
    {
        var table = new StringBuilder().AppendLine(Machine).AppendLine();
        Append(table, "row", "measured", "unit", "ratio", "goal", "met", "sent", "arrived", "what");
        foreach (var row in Rows)
        {
            Append(table, row.Id, Number(row.Value), row.Unit, row.Ratio?.ToString("0.00", CultureInfo.InvariantCulture), row.Goal,
                row.Met is { } met ? (met ? "yes" : "no") : "", Count(row.Sent), Count(row.Arrived), row.Note ?? row.What);
        }

        return table.ToString();
    }

    private static void Append(StringBuilder table, params string?[] cells)
    {
        int[] widths = [18, -9, 14, -6, 20, 4, -11, -11, 0];
        for (var i = 0; i < cells.Length; i++)
        {
            table.Append(widths[i] < 0 ? (cells[i] ?? "").PadLeft(-widths[i]) : (cells[i] ?? "").PadRight(widths[i])).Append(i < cells.Length - 1 ? "  " : "");
        }

        table.AppendLine();
    }

    private static string Count(long? count) => count?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    private static string Number(double? value) => value switch
    {
        null => "",
        >= 100 => value.Value.ToString("N0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
