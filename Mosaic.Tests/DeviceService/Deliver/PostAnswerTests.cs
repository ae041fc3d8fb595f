using Mosaic.DeviceService.Deliver;

namespace Mosaic.Tests.DeviceService.Deliver;

public sealed class PostAnswerTests
{
    [Theory]
    [InlineData(200, nameof(DeliveryVerdict.Delivered))]
    [InlineData(204, nameof(DeliveryVerdict.Delivered))]
    [InlineData(299, nameof(DeliveryVerdict.Delivered))]
    [InlineData(0, nameof(DeliveryVerdict.Retry))] // No answer: a timeout, no connection.
    [InlineData(408, nameof(DeliveryVerdict.Retry))]
    [InlineData(425, nameof(DeliveryVerdict.Retry))]
    [InlineData(429, nameof(DeliveryVerdict.Retry))]
    [InlineData(500, nameof(DeliveryVerdict.Retry))]
    [InlineData(503, nameof(DeliveryVerdict.Retry))]
    [InlineData(599, nameof(DeliveryVerdict.Retry))]
    [InlineData(301, nameof(DeliveryVerdict.Reject))]
    [InlineData(304, nameof(DeliveryVerdict.Reject))]
    [InlineData(400, nameof(DeliveryVerdict.Reject))]
    [InlineData(401, nameof(DeliveryVerdict.Reject))]
    [InlineData(404, nameof(DeliveryVerdict.Reject))]
    [InlineData(410, nameof(DeliveryVerdict.Reject))]
    [InlineData(422, nameof(DeliveryVerdict.Reject))]
    public void Answer_OfEachKind_MeansWhatTheTableSays(int status, string verdict) =>
        Assert.Equal(Enum.Parse<DeliveryVerdict>(verdict), new PostAnswer(status).Verdict);

    [Theory]
    [InlineData(0, true)]
    [InlineData(503, true)]
    [InlineData(500, false)]
    [InlineData(429, false)]
    [InlineData(204, false)]
    public void Answer_ThatABackendThatIsDownGives_SuggestsIt(int status, bool down) =>
        Assert.Equal(down, new PostAnswer(status).SuggestsDown);
}
