using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Durable;
using Mosaic.Messaging;

namespace Mosaic.Tests.DeviceService.Durable;

/// <summary>Whatever order the entries of many writers come to stand in.</summary>
public sealed class LedgerOrderTests
{
    private static readonly string[] AllKinds =
    [
        JournalKinds.Accepted, JournalKinds.Sent, JournalKinds.Returned, JournalKinds.Confirmed, JournalKinds.Unconfirmed, JournalKinds.Expired,
        JournalKinds.Cancelled, JournalKinds.Reported,
    ];

    private static readonly DurableState[] NotSent = [DurableState.Expired, DurableState.Cancelled];
    private static readonly Guid Device = Guid.NewGuid();
    private static readonly Guid[] Dispatches = [Guid.NewGuid(), Guid.NewGuid()];

    [Property(MaxTest = 500)]
    public Property AnyOrder_HasOneOutcomeAndNothingSentThatIsSafeToRetry() => Prop.ForAll(Orders(), entries =>
    {
        var ledger = Create();
        var outcomes = new Dictionary<MessageKey, DurableState>();
        var sent = new HashSet<MessageKey>();
        foreach (var entry in entries)
        {
            var before = ledger.Find(entry.Key, LedgerScript.Start);
            var changed = ledger.Apply(entry);
            var after = ledger.Find(entry.Key, LedgerScript.Start);
            if (!changed)
            {
                Assert.Equal(before, after);
            }

            if (changed && entry.Kind == JournalKinds.Sent)
            {
                sent.Add(entry.Key);
            }

            if (changed && entry.Kind == JournalKinds.Returned)
            {
                sent.Remove(entry.Key);
            }

            if (after is not { IsEnded: true })
            {
                continue;
            }

            Assert.Equal(outcomes.GetValueOrDefault(entry.Key, after.State), after.State);
            outcomes[entry.Key] = after.State;
            Assert.Equal(NotSent.Contains(after.State), !sent.Contains(entry.Key));
        }

        Assert.Equal(outcomes.Count, outcomes.Keys.Count(key => ledger.Find(key, LedgerScript.Start)!.IsEnded));
    });

    [Property(MaxTest = 200)]
    public Property AnyOrder_PublishedTwice_EndsTheSame() => Prop.ForAll(Orders(), entries =>
    {
        var once = Create();
        var twice = Create();
        foreach (var entry in entries)
        {
            once.Apply(entry);
            twice.Apply(entry);
            twice.Apply(entry);
        }

        foreach (var key in entries.Select(entry => entry.Key).Distinct())
        {
            Assert.Equal(once.Find(key, LedgerScript.Start)?.State, twice.Find(key, LedgerScript.Start)?.State);
        }

        Assert.Equal(once.PendingDevices(), twice.PendingDevices());
        Assert.Equal(once.Unreported().Count, twice.Unreported().Count);
    });

    private static RequestLedger Create() => new(Options.Create(new RequestsOptions()));

    // A Sent of a dispatch and what is said about it share its number; a dispatch is announced by one entry, perhaps twice.
    private static Arbitrary<JournalEntry[]> Orders() => (
        from kind in Gen.Elements(AllKinds)
        from id in Gen.Elements("r-1", "r-2")
        from dispatch in Gen.Elements(Dispatches)
        select new JournalEntry(kind, new MessageKey(Kinds.Request, Device, id), kind == JournalKinds.Sent ? dispatch : Guid.NewGuid(), LedgerScript.Start) { Dispatch = dispatch })
        .ArrayOf().ToArbitrary();
}
