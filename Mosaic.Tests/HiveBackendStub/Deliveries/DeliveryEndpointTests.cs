using System.Globalization;
using System.Net;
using System.Text;

namespace Mosaic.Tests.HiveBackendStub.Deliveries;

public sealed class DeliveryEndpointTests
{
    [Fact]
    public async Task Post_SignedEvent_IsKeptByteForByte()
    {
        await using var stub = await StubHost.StartAsync();
        var body = """ { "specversion":"1.0" , "id":"e-1","source":"/devices/x","type":"t","data":{"n":1.50e2,"s":"\u00e9/é\/ <>","a":[ 1,2 ]} } """;

        var request = Delivery.Signed(body, "w-7");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        var answer = await stub.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Contains($"\"event\":{body.Trim()}}}", await stub.Client.GetStringAsync("/messages"), StringComparison.Ordinal);
        var message = Assert.Single(await stub.MessagesAsync());
        Assert.Equal(1, message.GetProperty("sequence").GetInt64());
        Assert.Equal(1, message.GetProperty("deliveries").GetInt32());
        Assert.Equal("w-7", message.GetProperty("webhookid").GetString());
        Assert.Contains("0af7651916cd43dd8448eb211c80319c", message.GetProperty("traceparent").GetString(), StringComparison.Ordinal);
        Assert.InRange(message.GetProperty("receivedat").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task Post_SameEventAgain_IsCountedNotStored()
    {
        await using var stub = await StubHost.StartAsync();

        for (var i = 0; i < 3; i++)
        {
            await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1")));
        }

        Assert.Equal(3, Assert.Single(await stub.MessagesAsync()).GetProperty("deliveries").GetInt32());
        Assert.Equal((3, 1, 2), (await stub.StatAsync("received"), await stub.StatAsync("unique"), await stub.StatAsync("duplicates")));
    }

    [Fact]
    public async Task Post_SameIdFromAnotherDevice_IsAnotherEvent()
    {
        await using var stub = await StubHost.StartAsync();

        await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1")));
        await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1", Guid.NewGuid().ToString("D"))));

        Assert.Equal(2, await stub.StatAsync("unique"));
    }

    [Fact]
    public async Task Post_Batch_KeepsItsEventsInOrder()
    {
        await using var stub = await StubHost.StartAsync();
        var events = Enumerable.Range(0, 5).Select(i => Delivery.Event($"e-{i}", data: $"{{ \"n\": {i} }}")).ToArray();

        var answer = await stub.Client.SendAsync(Delivery.Signed($"[ {string.Join(" ,", events)} ]", "batch-1", Delivery.Batch));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(events, (await stub.MessagesAsync()).Select(message => message.GetProperty("event").GetRawText()));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(200_000)]
    [InlineData(1_000_000)]
    public async Task Post_ChunkedBodyOfAnySize_IsKept(int size)
    {
        await using var stub = await StubHost.StartAsync();
        var body = Delivery.Event("e-1", data: $"\"{new string('x', size)}\"");
        var request = Delivery.Signed(body);
        request.Headers.TransferEncodingChunked = true;

        Assert.Equal(HttpStatusCode.NoContent, (await stub.Client.SendAsync(request)).StatusCode);

        Assert.Equal(body, Assert.Single(await stub.MessagesAsync()).GetProperty("event").GetRawText());
    }

    [Theory]
    [InlineData(null, "now", "good")]
    [InlineData("w-1", null, "good")]
    [InlineData("w-1", "now", null)]
    [InlineData("w-1", "now", "v1,AAAA")]
    [InlineData("w-1", "soon", "good")]
    public async Task Post_NotProperlySigned_Is401AndNotKept(string? id, string? timestamp, string? signature)
    {
        await using var stub = await StubHost.StartAsync();
        var body = Encoding.UTF8.GetBytes(Delivery.Event("e-1"));
        if (timestamp == "now")
        {
            timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        }

        if (signature == "good")
        {
            signature = Delivery.Sign(Encoding.UTF8.GetBytes(StubHost.Secret), id ?? "w-1", timestamp ?? "0", body);
        }

        var answer = await stub.Client.SendAsync(Delivery.With(body, id, timestamp, signature));

        await ProblemAssert.IsAsync(answer, HttpStatusCode.Unauthorized, "invalid-signature");
        Assert.Equal((0, 1), (await stub.StatAsync("received"), await stub.StatAsync("signaturefailures")));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    public async Task Post_OtherContentType_Is415(string contentType)
    {
        await using var stub = await StubHost.StartAsync();

        var answer = await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1"), contentType: contentType));

        await ProblemAssert.IsAsync(answer, HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Fact]
    public async Task Post_SignedButNoEvent_Is400()
    {
        await using var stub = await StubHost.StartAsync();

        var answer = await stub.Client.SendAsync(Delivery.Signed("""{"id":"e-1"}"""));

        await ProblemAssert.IsAsync(answer, HttpStatusCode.BadRequest, "invalid-event");
        Assert.Equal(1, await stub.StatAsync("invalid"));
    }

    [Fact]
    public async Task Post_BodyOverTheLimit_Is413AndTheStubGoesOn()
    {
        await using var stub = await StubHost.StartAsync();

        var request = Delivery.Signed(new byte[30_000_001]);
        request.Headers.ExpectContinue = true;
        var answer = await stub.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);

        Assert.True((await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1")))).IsSuccessStatusCode);
    }
}
