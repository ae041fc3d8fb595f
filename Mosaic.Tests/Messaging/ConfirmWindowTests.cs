using System.Collections.Concurrent;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Mosaic.Messaging;

namespace Mosaic.Tests.Messaging;

public sealed class ConfirmWindowTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<(int Number, PublishOutcome Outcome)> _outcomes = new();

    [Fact]
    public async Task Answer_ToOne_CompletesThatOne()
    {
        var window = await WindowAsync(10, 3);

        window.Complete(window.Channel, 2, multiple: false, PublishOutcome.Confirmed);
        window.Complete(window.Channel, 2, multiple: false, PublishOutcome.Nacked);
        window.Complete(window.Channel, 1, multiple: false, PublishOutcome.Nacked);

        Assert.Equal([(2, PublishOutcome.Confirmed), (1, PublishOutcome.Nacked)], _outcomes);
    }

    [Fact]
    public async Task Answer_ToAllUpToOne_CompletesTheOpenOnesInOrder()
    {
        var window = await WindowAsync(10, 4);

        window.Complete(window.Channel, 2, multiple: false, PublishOutcome.Confirmed);
        window.Complete(window.Channel, 3, multiple: true, PublishOutcome.Confirmed);

        Assert.Equal([2, 1, 3], _outcomes.Select(outcome => outcome.Number));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(ulong.MaxValue)]
    public async Task Answer_ToAnUnknownOne_IsIgnored(ulong tag)
    {
        var window = await WindowAsync(10, 3);

        window.Complete(window.Channel, tag, multiple: false, PublishOutcome.Confirmed);

        Assert.Empty(_outcomes);
    }

    [Fact]
    public async Task Confirmation_OfAReturnedOne_IsReturned()
    {
        var window = await WindowAsync(10, 3);

        window.MarkReturned(window.Channel, "2", "key");
        window.MarkReturned(window.Channel, "3", "another key");
        window.Complete(window.Channel, 3, multiple: true, PublishOutcome.Confirmed);

        Assert.Equal([(1, PublishOutcome.Confirmed), (2, PublishOutcome.Returned), (3, PublishOutcome.Confirmed)], _outcomes);
    }

    [Fact]
    public async Task Returns_OfTwoWithTheSameId_MarkBoth()
    {
        var window = new ConfirmWindow(10, _time);
        foreach (var number in (int[])[1, 2])
        {
            await window.WaitForRoomAsync(default);
            window.Add(Message(number, "same"));
        }

        window.MarkReturned(window.Channel, "same", "key");
        window.MarkReturned(window.Channel, "same", "key");
        window.Complete(window.Channel, 2, multiple: true, PublishOutcome.Confirmed);

        Assert.All(_outcomes, outcome => Assert.Equal(PublishOutcome.Returned, outcome.Outcome));
    }

    [Fact]
    public async Task Expiry_OfTheOldOnes_LeavesTheYoungOnesAndIgnoresLateAnswers()
    {
        var window = await WindowAsync(10, 2);
        _time.Advance(TimeSpan.FromSeconds(20));
        await AddAsync(window, 3);
        _time.Advance(TimeSpan.FromSeconds(10));

        window.Expire(TimeSpan.FromSeconds(30));
        window.Complete(window.Channel, 2, multiple: true, PublishOutcome.Confirmed);
        window.Complete(window.Channel, 3, multiple: false, PublishOutcome.Confirmed);

        Assert.Equal([(1, PublishOutcome.TimedOut), (2, PublishOutcome.TimedOut), (3, PublishOutcome.Confirmed)], _outcomes);
    }

    [Fact]
    public async Task Room_OnlyAsMuchAsTheWindow_ComesBackWithEachOutcome()
    {
        var window = await WindowAsync(2, 2);
        var third = window.WaitForRoomAsync(default);
        Assert.False(third.IsCompleted);

        window.Complete(window.Channel, 1, multiple: false, PublishOutcome.Confirmed);
        await third.WaitAsync(TimeSpan.FromSeconds(60));
        var fourth = window.WaitForRoomAsync(default);
        Assert.False(fourth.IsCompleted);
        window.Expire(TimeSpan.Zero);

        await fourth.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Emptiness_IsReachedWithTheLastOutcome()
    {
        var window = await WindowAsync(3, 2);
        var empty = window.WaitUntilEmptyAsync(default);

        window.Complete(window.Channel, 1, multiple: false, PublishOutcome.Confirmed);
        Assert.False(empty.IsCompleted);
        window.Complete(window.Channel, 2, multiple: false, PublishOutcome.Confirmed);

        await empty.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Reset_AfterTheChannelEnded_GivesWhatIsUnansweredInOrderAndNumbersAnew()
    {
        var window = await WindowAsync(10, 5);
        window.Complete(window.Channel, 2, multiple: false, PublishOutcome.Confirmed);

        var again = window.Reset();
        again.ForEach(window.Add);
        window.Complete(window.Channel, 2, multiple: false, PublishOutcome.Confirmed);

        Assert.Equal([1, 3, 4, 5], again.Cast<NotedMessage>().Select(message => message.Number));
        Assert.Equal([(2, PublishOutcome.Confirmed), (3, PublishOutcome.Confirmed)], _outcomes);
    }

    [Fact]
    public async Task WaitForEmptiness_Cancelled_LosesNoPlaces()
    {
        var window = await WindowAsync(3, 1);
        for (var wait = 0; wait < 10; wait++)
        {
            using var cancelled = new CancellationTokenSource();
            var empty = window.WaitUntilEmptyAsync(cancelled.Token);
            Assert.False(empty.IsCompleted);
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => empty);
        }

        Assert.True(window.WaitForRoomAsync(default).IsCompletedSuccessfully);
        Assert.True(window.WaitForRoomAsync(default).IsCompletedSuccessfully);
        Assert.False(window.WaitForRoomAsync(default).IsCompleted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Message_NeverAnswered_DoesNotKeepThoseBehindIt(bool expires)
    {
        var window = await WindowAsync(10, 1);
        if (expires)
        {
            window.Expire(TimeSpan.Zero);
        }

        for (ulong tag = 2; tag < 10_000; tag++)
        {
            await AddAsync(window, (int)tag);
            window.Complete(window.Channel, tag, multiple: false, PublishOutcome.Confirmed);
        }

        Assert.InRange(window.Held, 0, 30);
        window.Complete(window.Channel, 10_000, multiple: true, PublishOutcome.Confirmed);
        Assert.Equal(9_999, _outcomes.Count);
        Assert.True(window.IsEmpty);
    }

    [Fact]
    public async Task Answer_OverAChannelThatHasEnded_IsIgnored()
    {
        var window = await WindowAsync(10, 2);
        var before = window.Channel;
        window.Reset().ForEach(window.Add);

        window.Complete(before, 2, multiple: true, PublishOutcome.Nacked);
        window.MarkReturned(before, "1", "key");
        window.Complete(window.Channel, 2, multiple: true, PublishOutcome.Confirmed);

        Assert.All(_outcomes, outcome => Assert.Equal(PublishOutcome.Confirmed, outcome.Outcome));
        Assert.Equal(2, _outcomes.Count);
    }

    [Fact]
    public async Task Message_ThatIsBeingWritten_DoesNotExpire()
    {
        var window = new ConfirmWindow(10, _time);
        var written = Message(1);
        await window.WaitForRoomAsync(default);
        window.Add(written);

        window.Expire(TimeSpan.Zero, unless: written);
        Assert.Empty(_outcomes);
        window.Expire(TimeSpan.Zero);

        Assert.Equal([(1, PublishOutcome.TimedOut)], _outcomes);
    }

    [Fact]
    public async Task Message_Withdrawn_LeavesItsNumberToTheNext()
    {
        var window = await WindowAsync(2, 1);
        var refused = Message(2);
        await window.WaitForRoomAsync(default);
        window.Add(refused);

        Assert.True(window.Withdraw(refused));
        Assert.False(window.Withdraw(refused));
        await AddAsync(window, 3);
        window.Complete(window.Channel, 2, multiple: false, PublishOutcome.Confirmed);

        Assert.Equal([(3, PublishOutcome.Confirmed)], _outcomes);
    }

    [Property(MaxTest = 300)]
    public void Operations_InAnyOrder_GiveEachMessageTheOutcomeOfASimpleModel(int seed)
    {
        const int Size = 16;
        var random = new Random(seed);
        var window = new ConfirmWindow(Size, _time);
        var model = new List<(int Number, bool Answered, bool Done, bool Returned)>(); // By tag; starts anew with each channel.
        var expected = new List<(int, PublishOutcome)>();
        _outcomes.Clear();
        for (var (step, number, room) = (0, 0, Size); step < 400; step++)
        {
            var tag = random.Next(1, model.Count + 3);
            switch (random.Next(20))
            {
                case < 9 when room > 0:
                    Assert.True(window.WaitForRoomAsync(default).IsCompletedSuccessfully);
                    window.Add(Message(++number));
                    model.Add((number, false, false, false));
                    room--;
                    break;
                case < 13:
                    window.Complete(window.Channel, (ulong)tag, multiple: false, PublishOutcome.Confirmed);
                    Answer(tag, tag, PublishOutcome.Confirmed);
                    break;
                case < 16:
                    window.Complete(window.Channel, (ulong)tag, multiple: true, PublishOutcome.Nacked);
                    Answer(1, tag, PublishOutcome.Nacked);
                    break;
                case < 18 when tag <= model.Count && !model[tag - 1].Done && !model[tag - 1].Answered:
                    window.MarkReturned(window.Channel, $"{model[tag - 1].Number}", "key");
                    model[tag - 1] = model[tag - 1] with { Returned = true };
                    break;
                case 18:
                    window.Expire(TimeSpan.Zero);
                    for (var i = 0; i < model.Count; i++)
                    {
                        Finish(i, PublishOutcome.TimedOut);
                    }

                    break;
                case 19 when random.Next(4) == 0:
                    var open = model.Where(entry => !entry.Done).Select(entry => (entry.Number, false, false, false)).ToList();
                    var again = window.Reset();
                    Assert.Equal(open.Select(entry => entry.Number), again.Cast<NotedMessage>().Select(message => message.Number));
                    again.ForEach(window.Add);
                    model = open;
                    break;
            }

            void Answer(int from, int to, PublishOutcome outcome)
            {
                for (var i = from - 1; i < Math.Min(to, model.Count); i++)
                {
                    Finish(i, model[i].Returned ? PublishOutcome.Returned : outcome);
                    model[i] = model[i] with { Answered = true };
                }
            }

            void Finish(int index, PublishOutcome outcome)
            {
                if (!model[index].Done)
                {
                    expected.Add((model[index].Number, outcome));
                    model[index] = model[index] with { Done = true };
                    room++;
                }
            }
        }

        Assert.Equal(expected, _outcomes);
    }

    private async Task<ConfirmWindow> WindowAsync(int size, int messages)
    {
        var window = new ConfirmWindow(size, _time);
        for (var number = 1; number <= messages; number++)
        {
            await AddAsync(window, number);
        }

        return window;
    }

    private async Task AddAsync(ConfirmWindow window, int number)
    {
        await window.WaitForRoomAsync(default);
        window.Add(Message(number));
    }

    private NotedMessage Message(int number, string? id = null)
    {
        var message = new NotedMessage(number, _outcomes) { RoutingKey = "key" };
        message.Message[Fields.Id] = id ?? $"{number}";
        return message;
    }
}
