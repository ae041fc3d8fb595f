using System.Net;

namespace Mosaic.Tests.HiveBackendStub.Deliveries;

public sealed class MessagesEndpointTests
{
    private const string Other = "0198c0de-0000-7c3a-9f42-2f6f0c1d2e3f";

    [Theory]
    [InlineData("", new[] { "a", "b", "c", "d" })]
    [InlineData("?device=" + Delivery.Device, new[] { "a", "c" })]
    [InlineData("?device=0198C0DE-0000-7C3A-9F42-2F6F0C1D2E3F", new[] { "b", "d" })]
    [InlineData("?type=two", new[] { "c", "d" })]
    [InlineData("?type=two&device=" + Other, new[] { "d" })]
    [InlineData("?after=2", new[] { "c", "d" })]
    [InlineData("?after=1&limit=2", new[] { "b", "c" })]
    [InlineData("?after=1&limit=1&type=two", new[] { "c" })]
    [InlineData("?type=none", new string[0])]
    public async Task Get_Filtered_OldestFirst(string query, string[] ids)
    {
        await using var stub = await StubHost.StartAsync();
        string[] events =
        [
            Delivery.Event("a", type: "one"), Delivery.Event("b", Other, "one"),
            Delivery.Event("c", type: "two"), Delivery.Event("d", Other, "two"),
        ];
        foreach (var one in events)
        {
            await stub.Client.SendAsync(Delivery.Signed(one));
        }

        var messages = await stub.MessagesAsync(query);

        Assert.Equal(ids, messages.Select(message => message.GetProperty("event").GetProperty("id").GetString()));
        Assert.Equal(4, (await stub.GetAsync("/messages" + query)).GetProperty("lastsequence").GetInt64());
    }

    [Fact]
    public async Task Get_NoLimit_IsAHundred()
    {
        await using var stub = await StubHost.StartAsync();
        var batch = string.Join(',', Enumerable.Range(0, 150).Select(i => Delivery.Event($"e-{i}")));
        await stub.Client.SendAsync(Delivery.Signed($"[{batch}]", "b", Delivery.Batch));

        Assert.Equal(100, (await stub.MessagesAsync()).Length);
        Assert.Equal(150, (await stub.MessagesAsync("?limit=10000")).Length);
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=10001", "limit")]
    [InlineData("?limit=many", "limit")]
    [InlineData("?after=-1", "after")]
    [InlineData("?after=9223372036854775808", "after")]
    [InlineData("?device=x", "device")]
    [InlineData("?device=", "device")]
    public async Task Get_BadQuery_SaysWhichField(string query, string field)
    {
        await using var stub = await StubHost.StartAsync();

        await ProblemAssert.IsAsync(
            await stub.Client.GetAsync("/messages" + query), HttpStatusCode.BadRequest, "invalid-request", field);
    }
}
