using System.Text;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Durable;
using Mosaic.Messaging;

namespace Mosaic.Tests.DeviceService.Durable;

/// <summary>A ledger, and entries for it about one request.</summary>
internal sealed class LedgerScript(RequestsOptions? limits = null)
{
    internal static readonly DateTimeOffset Start = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    internal RequestLedger Ledger { get; } = new(Options.Create(limits ?? new RequestsOptions()));

    internal MessageKey Key { get; init; } = new(Kinds.Request, Guid.NewGuid(), "r-1");

    internal DateTimeOffset Now { get; set; } = Start;

    internal DurableMessage? Found => Ledger.Find(Key, Now);

    internal DurableState? State => Found?.State;

    internal bool Accept(string body = "{}") => Ledger.Apply(Entry(JournalKinds.Accepted) with
    {
        Body = Encoding.UTF8.GetBytes(body),
        Timeout = TimeSpan.FromSeconds(30),
        TimeToLive = TimeSpan.FromMinutes(1),
    });

    internal bool Send(out Guid dispatch)
    {
        var entry = Entry(JournalKinds.Sent);
        dispatch = entry.Id;
        return Ledger.Apply(entry);
    }

    internal bool Say(string kind, Guid dispatch = default) => Ledger.Apply(Entry(kind) with { Dispatch = dispatch });

    internal bool Confirm(int status = 200, string data = "5") =>
        Ledger.Apply(Entry(JournalKinds.Confirmed) with { Status = status, Body = Encoding.UTF8.GetBytes(data), Confirmation = "c-1" });

    private JournalEntry Entry(string kind) => new(kind, Key, Guid.NewGuid(), Now);
}
