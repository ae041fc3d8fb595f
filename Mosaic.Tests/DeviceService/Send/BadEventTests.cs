using System.Net.Http.Headers;
using System.Text;
using Mosaic.Tests.Broker;

namespace Mosaic.Tests.DeviceService.Send;

[Collection(RabbitMQTests.Name)]
public sealed class BadEventTests(RabbitMQFixture broker)
{
    private static readonly string[] BadBodies =
    [
        "", "[]", "{", "\"text\"", "{} {}",
        """{"data":1}""",
        """{"type":""}""", """{"type":5}""", """{"type":"t","type":"t"}""", """{"type":"t","id":5}""", """{"type":"t","id":""}""",
        $$"""{"type":"t","id":"{{new string('x', 129)}}"}""",
        """{"type":"t","id":"a/b"}""", """{"type":"t","id":"."}""", """{"type":"t","id":".."}""", """{"type":"t","id":"a b"}""", """{"type":"t","id":"ä"}""",
        """{"type":"t","id":"a%41"}""", """{"type":"t","id":"a?b"}""", """{"type":"t","id":"a#b"}""", """{"type":"t","id":"a\nb"}""",
        """{"type":"t","time":"yesterday"}""", """{"type":"t","source":""}""", """{"type":"t","Upper":1}""",
        """{"type":"t","kind":"request"}""", """{"type":"t","specversion":"0.3"}""", """{"type":"t","device":"00000000-0000-0000-0000-000000000001"}""",
        """{"type":"t","session":"x"}""", """{"type":"t","receivedat":"2026-01-01T00:00:00Z"}""", """{"type":"t","deadline":"2026-01-01T00:00:00Z"}""",
        """{"type":"t","ttl":0}""", """{"type":"t","ttl":86401}""", """{"type":"t","ttl":"60"}""",
        """{"type":"t","late":true}""", """{"type":"t","epoch":1}""", """{"type":"t","ack":true}""", """{"type":"t","datacontenttype":"json"}""",
        $$"""{"type":"t","datacontenttype":"a/{{new string('x', 300)}}"}""", """{"type":"t","data":1,"data_base64":"AQID"}""", """{"type":"t","data_base64":"?"}""",
        $$"""{"type":"t",{{string.Join(',', Enumerable.Range(0, 257).Select(number => $"\"f{number}\":1"))}}}""",
        """{"type":"t","requestid":"x"}""", """{"type":"t","status":200}""", """{"type":"t","n":1e400}""",
        $$"""{"type":"t","deep":{{new string('[', 40)}}{{new string(']', 40)}}}""",
        $$"""{"type":"t","data":{{new string('[', 100)}}{{new string(']', 100)}}}""",
    ];

    [Fact]
    public async Task Event_ThatIsNoMessage_IsRefusedAndTheServiceUnharmed()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        await using var device = await FakeDevice.CreateAsync(broker.ConnectionString);
        var path = $"/devices/{device.Id}/events";

        foreach (var body in BadBodies)
        {
            using var answer = await service.PostAsync(path, body);
            var problem = await ProblemAssert.IsAsync(answer, 400, "invalid-message");
            Assert.False(string.IsNullOrEmpty(problem.GetProperty("detail").GetString()), body);
        }

        using var brokenText = Bytes([.. "{\"type\":\"t\",\"data\":\""u8, 0xC3, 0x28, .. "\"}"u8], "application/json");
        await ProblemAssert.IsAsync(await service.Client.PostAsync(path, brokenText), 400, "invalid-message");
        foreach (var other in (string[])["5", $"%20{device.Id}", $"{device.Id}%0A", $"+{device.Id.ToString()[1..]}", $"0x{device.Id.ToString()[2..]}", $"{device.Id:N}"])
        {
            await ProblemAssert.IsAsync(await service.PostAsync($"/devices/{other}/events", """{"type":"t"}"""), 400, "invalid-message");
        }

        using var large = Bytes(Encoding.UTF8.GetBytes($$"""{"type":"t","data":"{{new string('x', 262_144)}}"}"""), "application/json");
        await ProblemAssert.IsAsync(await service.Client.PostAsync(path, large), 413, "too-large");
        foreach (var type in new[] { "text/plain", "application/xml", "application/json; charset=utf-16" })
        {
            using var foreign = Bytes("""{"type":"t"}"""u8.ToArray(), type);
            await ProblemAssert.IsAsync(await service.Client.PostAsync(path, foreign), 415, "unsupported-media-type");
        }

        foreach (var coding in new[] { "gzip", "identity", "br, gzip" })
        {
            using var coded = Bytes("""{"type":"t"}"""u8.ToArray(), "application/json");
            coded.Headers.TryAddWithoutValidation("Content-Encoding", coding);
            await ProblemAssert.IsAsync(await service.Client.PostAsync(path, coded), 415, "unsupported-media-type");
        }

        using var good = Bytes("""{"type":"t","kind":"event","specversion":"1.0"}"""u8.ToArray(), "application/cloudevents+json; charset=utf-8");
        using var sent = await service.Client.PostAsync(path, good);
        Assert.Equal(202, (int)sent.StatusCode);
        await Eventually.True(() => device.Received.Count == 1, ServiceHost.Patience);
    }

    [Fact]
    public async Task Request_ThatIsNone_IsRefused()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        var path = $"/devices/{Guid.NewGuid()}/requests";

        foreach (var body in new[] { """{"type":"t","timeout":0}""", """{"type":"t","timeout":301}""", """{"type":"t","timeout":"5"}""", """{"type":"t","kind":"event"}""" })
        {
            await ProblemAssert.IsAsync(await service.PostAsync(path, body), 400, "invalid-message");
        }

        await ProblemAssert.IsAsync(await service.PostAsync(path, """{"type":"t","ttl":60}"""), 400, "invalid-message");
        await ProblemAssert.IsAsync(await WithHeaderAsync(service, path, "Idempotency-Key", "other"), 400, "invalid-message");
        await ProblemAssert.IsAsync(await WithHeaderAsync(service, path, "Idempotency-Key", new string('x', 129)), 400, "invalid-message");
        foreach (var key in new[] { "a/b", ".", "..", "a b", "a%2F" })
        {
            await ProblemAssert.IsAsync(await WithHeaderAsync(service, path, "Idempotency-Key", key), 400, "invalid-message");
        }

        await ProblemAssert.IsAsync(await WithHeaderAsync(service, path, "Idempotency-Key", "given"), 409, "device-not-connected");
    }

    private static ByteArrayContent Bytes(byte[] body, string type)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }

    private static Task<HttpResponseMessage> WithHeaderAsync(ServiceHost service, string path, string name, string value)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Bytes("""{"type":"t","id":"given"}"""u8.ToArray(), "application/json") };
        request.Headers.Add(name, value);
        return service.Client.SendAsync(request);
    }
}
