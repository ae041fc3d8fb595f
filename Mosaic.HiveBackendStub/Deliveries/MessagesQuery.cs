using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Mosaic.HiveBackendStub.Http;

namespace Mosaic.HiveBackendStub.Deliveries;

/// <summary>The query of <c>GET /messages</c>.</summary>
internal readonly record struct MessagesQuery(long After, int Limit, Guid? Device, string? Type)
{
    private const int DefaultLimit = 100;
    private const int HighestLimit = 10_000;

    internal static (MessagesQuery Query, ProblemHttpResult? Problem) From(IQueryCollection query)
    {
        if (Number(query["after"], 0, long.MaxValue - 1, 0) is not { } after)
            return (default, Problems.InvalidField("after", "must be a sequence, 0 or more."));
        if (Number(query["limit"], 1, HighestLimit, DefaultLimit) is not { } limit)
            return (default, Problems.InvalidField("limit", $"must be 1 to {HighestLimit}."));
        Guid? device = Http.Uuid.TryParse(query["device"], out var id) ? id : null;
        if (device is null && query.ContainsKey("device"))
            return (default, Problems.InvalidField("device", "must be a UUID."));
        return (new MessagesQuery(after, (int)limit, device, query["type"]), null);
    }

    private static long? Number(string? text, long lowest, long highest, long absent)
    {
        if (text is null) return absent;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= lowest && number <= highest ? number : null;
    }
}
