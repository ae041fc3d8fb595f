using System.Text;
using Mosaic.DeviceService.Durable;
using Mosaic.Messaging;

namespace Mosaic.Tests.DeviceService.Durable;

public sealed class RequestLedgerTests
{
    private readonly LedgerScript _script = new();

    [Fact]
    public void Request_SentAndConfirmed_KeepsTheDevicesAnswerUntilRetentionIsOver()
    {
        Assert.True(_script.Accept());
        Assert.Equal(_script.Key, _script.Ledger.NextPending(_script.Key.Device)?.Key);
        Assert.True(_script.Send(out _));
        Assert.False(_script.Ledger.HasPending(_script.Key.Device));
        Assert.True(_script.Confirm(207, "[1]"));

        var ended = _script.Found!;
        Assert.Equal((DurableState.Confirmed, 207, "[1]"), (ended.State, ended.Status, Encoding.UTF8.GetString(ended.Data.Span)));
        Assert.Equal(_script.Key, Assert.Single(_script.Ledger.Unreported()).Key);
        Assert.True(_script.Say(JournalKinds.Reported));
        Assert.Empty(_script.Ledger.Unreported());
        _script.Now += RequestLedger.Retention;
        Assert.NotNull(_script.Found);
        _script.Now += TimeSpan.FromSeconds(1);
        Assert.Null(_script.Found);
    }

    [Fact]
    public void Request_ReturnedByRabbitMQ_WaitsAgainInItsOldPlace()
    {
        _script.Accept();
        var later = _script.Key with { Id = "r-2" };
        _script.Ledger.Apply(new JournalEntry(JournalKinds.Accepted, later, Guid.NewGuid(), _script.Now));
        _script.Send(out var dispatch);
        Assert.Equal(later, _script.Ledger.NextPending(later.Device)?.Key);

        Assert.False(_script.Say(JournalKinds.Returned, Guid.NewGuid()));
        Assert.True(_script.Say(JournalKinds.Returned, dispatch));

        Assert.Equal((DurableState.Accepted, null), (_script.State!.Value, _script.Found!.SentAt));
        Assert.Equal(_script.Key, _script.Ledger.NextPending(later.Device)?.Key);
        Assert.False(_script.Ledger.Apply(new JournalEntry(JournalKinds.Sent, _script.Key, dispatch, _script.Now)), "What was returned is not sent by a repeat of its entry.");
    }

    [Theory]
    [InlineData(JournalKinds.Cancelled)]
    [InlineData(JournalKinds.Expired)]
    public void End_BeforeTheSending_Wins(string kind)
    {
        _script.Accept();
        Assert.True(_script.Say(kind));
        Assert.False(_script.Send(out _));
        Assert.False(_script.Confirm());
        Assert.Equal(kind, _script.State.ToString()!.ToLowerInvariant());
    }

    [Theory]
    [InlineData(JournalKinds.Cancelled)]
    [InlineData(JournalKinds.Expired)]
    public void End_BehindTheSending_ComesTooLate(string kind)
    {
        _script.Accept();
        _script.Send(out var dispatch);
        Assert.False(_script.Say(kind));
        Assert.True(_script.Say(JournalKinds.Unconfirmed, dispatch));
        Assert.False(_script.Confirm());
        Assert.Equal(DurableState.Unconfirmed, _script.State);
    }

    [Fact]
    public void Sending_ByTwoDispatchers_IsTheFirstsAlone()
    {
        _script.Accept();
        Assert.True(_script.Send(out var first));
        Assert.False(_script.Send(out var second));
        Assert.False(_script.Say(JournalKinds.Unconfirmed, second));
        Assert.Equal(first, _script.Found!.Dispatch);
    }

    [Fact]
    public void Key_UsedAgain_IsTheSameRequestUntilItsOutcomeIsForgotten()
    {
        Assert.True(_script.Accept("first"));
        Assert.False(_script.Accept("second"));
        Assert.True(_script.Found!.HasBody("first"u8));
        Assert.True(_script.Say(JournalKinds.Expired));
        Assert.True(_script.Say(JournalKinds.Reported));
        Assert.False(_script.Accept("second"));

        _script.Now += RequestLedger.Retention + TimeSpan.FromSeconds(1);
        Assert.True(_script.Accept("second"));
        Assert.Equal(DurableState.Accepted, _script.State);
        Assert.True(_script.Found!.HasBody("second"u8));
    }

    [Fact]
    public void Room_IsNeededByOutcomesThatAreNotToldYet()
    {
        var script = new LedgerScript(new RequestsOptions { MaxPending = 1 });
        script.Accept();
        script.Send(out _);
        script.Confirm();
        Assert.False(script.Ledger.HasRoom(Guid.NewGuid(), 0));

        script.Say(JournalKinds.Reported);
        Assert.True(script.Ledger.HasRoom(Guid.NewGuid(), 0));
    }

    [Fact]
    public void Room_ForBytes_IsTakenByDataThatIsNotToldYet()
    {
        var script = new LedgerScript(new RequestsOptions { MaxPendingBytes = 1000 });
        script.Accept();
        script.Send(out _);
        script.Confirm(data: new string('1', 990));
        Assert.False(script.Ledger.HasRoom(Guid.NewGuid(), 20));

        script.Say(JournalKinds.Reported);
        Assert.True(script.Ledger.HasRoom(Guid.NewGuid(), 20));
    }

    [Fact]
    public void Due_IsWhatsTimeIsOver()
    {
        _script.Accept();
        Assert.Empty(_script.Ledger.Due(LedgerScript.Start.AddSeconds(59)));
        Assert.Single(_script.Ledger.Due(LedgerScript.Start.AddSeconds(60)));
        _script.Now = LedgerScript.Start.AddSeconds(50);
        _script.Send(out _);
        Assert.Empty(_script.Ledger.Due(LedgerScript.Start.AddSeconds(79)));
        Assert.Single(_script.Ledger.Due(LedgerScript.Start.AddSeconds(80)));
        _script.Confirm();
        Assert.Empty(_script.Ledger.Due(LedgerScript.Start.AddSeconds(80)));
    }

    [Fact]
    public void Event_Sent_IsForgotten()
    {
        var script = new LedgerScript { Key = new MessageKey(Kinds.Event, Guid.NewGuid(), "e-1") };
        Assert.True(script.Accept());
        Assert.True(script.Send(out _));
        Assert.Null(script.Found);
        Assert.Empty(script.Ledger.Unreported());
        Assert.Equal(0, script.Ledger.OpenCount);
    }

    [Fact]
    public void Room_IsBoundedForADeviceForAllAndInBytes()
    {
        var script = new LedgerScript(new RequestsOptions { MaxPending = 2, MaxPendingPerDevice = 1, MaxPendingBytes = 10 });
        Assert.False(script.Ledger.HasRoom(Guid.NewGuid(), 11));
        script.Accept("12345");
        Assert.False(script.Ledger.HasRoom(script.Key.Device, 1));
        Assert.True(script.Ledger.HasRoom(Guid.NewGuid(), 5));
        Assert.False(script.Ledger.HasRoom(Guid.NewGuid(), 6));
        script.Ledger.Apply(new JournalEntry(JournalKinds.Accepted, script.Key with { Device = Guid.NewGuid() }, Guid.NewGuid(), script.Now));
        Assert.False(script.Ledger.HasRoom(Guid.NewGuid(), 1));
        script.Say(JournalKinds.Expired);
        script.Say(JournalKinds.Reported);
        Assert.True(script.Ledger.HasRoom(script.Key.Device, 10));
    }

    [Fact]
    public void Outcomes_OverTheLimit_AreForgottenTheOldestFirst()
    {
        var script = new LedgerScript(new RequestsOptions { MaxEnded = 1 });
        End(script, script.Key);
        var next = script.Key with { Id = "r-2" };
        End(script, next);
        script.Ledger.Apply(new JournalEntry(JournalKinds.Mark, default, Guid.NewGuid(), script.Now));

        Assert.Null(script.Found);
        Assert.NotNull(script.Ledger.Find(next, script.Now));
    }

    private static void End(LedgerScript script, MessageKey key)
    {
        foreach (var kind in new[] { JournalKinds.Accepted, JournalKinds.Cancelled, JournalKinds.Reported })
        {
            Assert.True(script.Ledger.Apply(new JournalEntry(kind, key, Guid.NewGuid(), script.Now)));
        }
    }
}
