using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Mosaic.DeviceService.Deliver;

namespace Mosaic.Tests.DeviceService.Deliver;

/// <summary>Takes posts and answers them when and as the test says.</summary>
internal sealed class FakePoster : IHivePoster
{
    /// <summary>Every post so far.</summary>
    internal ConcurrentQueue<Posted> Posts { get; } = new();

    /// <summary>Answers at once where it is set and says so; otherwise the test answers.</summary>
    internal Func<Posted, PostAnswer?> AtOnce { get; set; } = _ => null;

    public Task<PostAnswer> PostAsync(HivePost post, CancellationToken cancellationToken)
    {
        var posted = new Posted(post.WebhookId, post.ContentType, Encoding.UTF8.GetString(post.Signed.Span[post.PrefixLength..]));
        Posts.Enqueue(posted);
        if (AtOnce(posted) is { } answer)
        {
            posted.Answer(answer);
        }

        return posted.Task.WaitAsync(cancellationToken);
    }

    internal sealed record Posted(string WebhookId, string ContentType, string Body)
    {
        private readonly TaskCompletionSource<PostAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The event's id; of a batch, its first event's.</summary>
        internal string Id { get; } = IdOf(JsonDocument.Parse(Body).RootElement);

        internal Task<PostAnswer> Task => _answer.Task;

        internal void Answer(PostAnswer answer) => _answer.TrySetResult(answer);

        internal void Answer(int status) => Answer(new PostAnswer(status));

        private static string IdOf(JsonElement body) =>
            (body.ValueKind == JsonValueKind.Array ? body[0] : body).GetProperty("id").GetString()!;
    }
}
