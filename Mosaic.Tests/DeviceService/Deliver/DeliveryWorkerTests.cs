using Mosaic.DeviceService.DeadLetters;
using Mosaic.DeviceService.Deliver;

namespace Mosaic.Tests.DeviceService.Deliver;

public sealed class DeliveryWorkerTests
{
    private static readonly Guid One = Guid.NewGuid();
    private static readonly Guid Other = Guid.NewGuid();

    [Fact]
    public async Task Messages_OfOneDevice_GoOneAfterTheOther()
    {
        await using var bench = new WorkBench();
        var first = bench.Add(One, "1");
        var second = bench.Add(One, "2");

        await bench.PostsAsync(1);
        Assert.False(first.Acknowledged);
        Assert.Equal(["1"], bench.Poster.Posts.Select(post => post.Id));
        bench.Poster.Posts.Single().Answer(204);
        await bench.PostsAsync(2);
        Assert.True(first.Acknowledged);
        bench.Poster.Posts.Last().Answer(204);

        await Eventually.True(() => second.Acknowledged && bench.Lanes.Count == 0, WorkBench.Patience);
        Assert.Equal(["1", "2"], bench.Poster.Posts.Select(post => post.Id));
        Assert.Equal(0, bench.Lanes.Messages);
    }

    [Fact]
    public async Task Messages_OfSeveralDevices_GoSideBySideUpToTheLimit()
    {
        await using var bench = new WorkBench(workers: 2);
        for (var i = 0; i < 3; i++)
        {
            bench.Add(Guid.NewGuid(), $"{i}");
        }

        await bench.PostsAsync(2);
        Assert.Equal(2, bench.Poster.Posts.Count);
        bench.Poster.Posts.First().Answer(204);

        await bench.PostsAsync(3);
    }

    [Fact]
    public async Task Failure_OfOneDevice_HoldsUpItsLaterMessagesAndNoOthers()
    {
        await using var bench = new WorkBench();
        bench.Poster.AtOnce = post => post.Id == "1" ? null : new PostAnswer(204);
        bench.Add(One, "1");
        bench.Add(One, "2");
        var other = bench.Add(Other, "3");
        await bench.PostsAsync(2);
        bench.Poster.Posts.Single(post => post.Id == "1").Answer(500);

        await Eventually.True(() => other.Acknowledged, WorkBench.Patience);
        await bench.PostsInTimeAsync(3, TimeSpan.FromMilliseconds(50));
        Assert.Equal("1", bench.Poster.Posts.Last().Id);
        Assert.DoesNotContain(bench.Poster.Posts, post => post.Id == "2");
        bench.Poster.Posts.Last().Answer(204);

        await bench.PostsInTimeAsync(4, TimeSpan.FromMilliseconds(50));
        Assert.Equal("2", bench.Poster.Posts.Last().Id);
    }

    [Fact]
    public async Task RetryAfter_LongerThanTheBackoff_IsHonoured()
    {
        await using var bench = new WorkBench();
        bench.Add(One, "1");
        await bench.PostsAsync(1);
        bench.Poster.Posts.Single().Answer(new PostAnswer(429, TimeSpan.FromSeconds(120)));
        var started = bench.Time.GetUtcNow();

        await bench.PostsInTimeAsync(2, TimeSpan.FromSeconds(1));

        Assert.True(bench.Time.GetUtcNow() - started >= TimeSpan.FromSeconds(120));
    }

    [Fact]
    public async Task Refusal_IsDeadLetteredWithTheAnswerAndTheNextGoesOn()
    {
        await using var bench = new WorkBench();
        var refused = bench.Add(One, "1");
        bench.Add(One, "2");
        await bench.PostsAsync(1);
        bench.Poster.Posts.Single().Answer(new PostAnswer(422, Detail: "no such field"));

        await bench.PostsAsync(2);
        Assert.True(refused.Acknowledged);
        Assert.Equal(("1", new DeadLetterCause("rejected", 422, "no such field", 1)), bench.DeadLetters.Written.Single());
    }

    [Fact]
    public async Task Refusal_ThatCannotBeStored_IsNotAcknowledged()
    {
        await using var bench = new WorkBench();
        bench.DeadLetters.Stores = false;
        var refused = bench.Add(One, "1");
        await bench.PostsAsync(1);
        bench.Poster.Posts.Single().Answer(400);

        await Eventually.True(() => bench.Lanes.Count == 0, WorkBench.Patience);
        Assert.False(refused.Acknowledged);
    }

    [Fact]
    public async Task Failure_UntilTheRetryLimit_IsDeadLettered()
    {
        await using var bench = new WorkBench(new DeliveryOptions { RetryLimit = TimeSpan.FromMinutes(5) });
        bench.Poster.AtOnce = _ => new PostAnswer(500, Detail: "broken");
        var item = bench.Add(One, "1");

        await Eventually.True(() =>
        {
            bench.Time.Advance(TimeSpan.FromSeconds(10));
            return item.Acknowledged;
        }, WorkBench.Patience);

        var cause = bench.DeadLetters.Written.Single().Cause;
        Assert.Equal(("retry_limit", 500, "broken"), (cause.Reason, cause.Status, cause.Detail));
        Assert.Equal(bench.Poster.Posts.Count, cause.Attempts);
    }

    [Fact]
    public async Task Trials_OfAMessageThatRabbitMQTookBack_GoOnCounting()
    {
        await using var bench = new WorkBench(new DeliveryOptions { RetryLimit = TimeSpan.FromMinutes(5) });
        bench.Poster.AtOnce = _ => new PostAnswer(500);
        var taken = bench.Add(One, "1");
        await bench.PostsInTimeAsync(3, TimeSpan.FromSeconds(1));
        taken.CloseChannel();
        bench.Lanes.DropReturned();
        bench.Time.Advance(TimeSpan.FromMinutes(5));
        await Eventually.True(() => bench.Lanes.Count == 0, WorkBench.Patience);

        var again = bench.Add(One, "1");

        await Eventually.True(() => again.Acknowledged, WorkBench.Patience);
        Assert.Equal("retry_limit", bench.DeadLetters.Written.Single().Cause.Reason);
        Assert.False(taken.Acknowledged);
    }

    [Fact]
    public async Task Messages_OfAChannelThatIsAboutToEnd_AreLetGoButForThoseBeingPosted()
    {
        await using var bench = new WorkBench();
        FakeItem[] items = [bench.Add(One, "1"), bench.Add(One, "2"), bench.Add(Other, "3")];
        await bench.PostsAsync(2);
        foreach (var item in items)
        {
            item.TakeBack();
        }

        bench.Lanes.DropReturned();
        Assert.Equal([false, true, false], items.Select(item => item.Abandoned));
        var late = FakeItem.Create(One, "4");
        late.TakeBack();
        bench.Lanes.Add(late);
        Assert.True(late.Abandoned);

        bench.Poster.Posts.Single(post => post.Id == "1").Answer(204);
        bench.Poster.Posts.Single(post => post.Id == "3").Answer(500);
        await Eventually.True(() => bench.Lanes.Messages == 0, WorkBench.Patience);

        // One is delivered; the other, which failed, is not kept until its next try.
        Assert.Equal([true, false, false], items.Select(item => item.Acknowledged));
        Assert.True(items[2].Abandoned);
        Assert.Equal(2, bench.Poster.Posts.Count);
    }

    [Fact]
    public async Task Messages_OfAChannelThatEnded_AreDroppedAndComeAgainInOrder()
    {
        await using var bench = new WorkBench();
        var posted = bench.Add(One, "1");
        var waiting = bench.Add(One, "2");
        await bench.PostsAsync(1);
        posted.CloseChannel();
        waiting.CloseChannel();
        bench.Lanes.DropReturned();
        Assert.Equal(1, bench.Lanes.Messages);
        bench.Add(One, "1");
        bench.Add(One, "2");
        bench.Poster.AtOnce = _ => new PostAnswer(204);
        bench.Poster.Posts.First().Answer(204);

        await Eventually.True(() => bench.Lanes.Count == 0, WorkBench.Patience);

        Assert.Equal(["1", "1", "2"], bench.Poster.Posts.Select(post => post.Id));
    }

    [Fact]
    public async Task Batch_HoldsOneDevicesMessagesInOrder()
    {
        var options = new DeliveryOptions { Batch = { MaxMessages = 3 } };
        await using var bench = new WorkBench(options, workers: 1);
        bench.Add(Other, "0");
        await bench.PostsAsync(1);
        for (var i = 1; i <= 4; i++)
        {
            bench.Add(One, $"{i}");
        }

        bench.Poster.Posts.Last().Answer(204);

        await bench.PostsAsync(2);
        var batch = bench.Poster.Posts.Last();
        Assert.Equal(HivePost.BatchType, batch.ContentType);
        Assert.Equal("""[{"id":"1","data":1},{"id":"2","data":1},{"id":"3","data":1}]""", batch.Body);
        Assert.True(Guid.TryParse(batch.WebhookId, out _));
        batch.Answer(204);

        await bench.PostsAsync(3);
        Assert.Equal(("4", HivePost.SingleType), (bench.Poster.Posts.Last().Id, bench.Poster.Posts.Last().ContentType));
    }

    [Fact]
    public async Task Batch_TakesNoLaneThatAddsNothing()
    {
        var options = new DeliveryOptions { Batch = { MaxMessages = 10, MaxBytes = 1024 } };
        await using var bench = new WorkBench(options, workers: 1);
        bench.Add(Guid.NewGuid(), "0");
        await bench.PostsAsync(1);
        bench.Add(One, "1");
        bench.Add(Other, "too large for the batch", $"\"{new string('x', 1000)}\"");
        bench.Add(Guid.NewGuid(), "2");
        bench.Poster.Posts.Single().Answer(204);
        await bench.PostsAsync(2);

        // While the post goes on, a second worker has what it did not take.
        Assert.True(bench.Lanes.TryTake(out var lane));
        Assert.NotEqual(One, lane!.Device);
        Assert.True(bench.Lanes.TryTake(out var next));
        Assert.Equal(Other, next!.Device);
        Assert.Equal("""{"id":"1","data":1}""", bench.Poster.Posts.Last().Body);
    }

    [Fact]
    public async Task Batch_HasNoMessageThatItsArrayWouldMakeTooDeep()
    {
        var options = new DeliveryOptions { Batch = { MaxMessages = 10 } };
        await using var bench = new WorkBench(options, workers: 1);
        bench.Add(Other, "0");
        await bench.PostsAsync(1);
        bench.Add(One, "1");
        bench.Add(One, "2").Alone = true; // As it is read.
        bench.Poster.AtOnce = _ => new PostAnswer(204);
        bench.Poster.Posts.Single().Answer(204);

        await Eventually.True(() => bench.Lanes.Count == 0, WorkBench.Patience);
        Assert.Equal(["0", "1", "2"], bench.Poster.Posts.Select(post => post.Id));
        Assert.All(bench.Poster.Posts, post => Assert.Equal(HivePost.SingleType, post.ContentType));
    }

    [Fact]
    public async Task Batch_AnsweredWithAnError_IsTriedSingly()
    {
        var options = new DeliveryOptions { Batch = { MaxMessages = 10 } };
        await using var bench = new WorkBench(options, workers: 1);
        bench.Add(Other, "0");
        await bench.PostsAsync(1);
        var bad = bench.Add(One, "1");
        var good = bench.Add(One, "2");
        bench.Poster.AtOnce = post => new PostAnswer(post.Id == "2" ? 204 : 400);
        bench.Poster.Posts.Last().Answer(204);

        await Eventually.True(() => good.Acknowledged && bad.Acknowledged, WorkBench.Patience);

        Assert.Equal(["1", "2"], bench.Poster.Posts.Skip(2).Select(post => post.Id));
        Assert.Equal("rejected", bench.DeadLetters.Written.Single().Cause.Reason);
    }
}
