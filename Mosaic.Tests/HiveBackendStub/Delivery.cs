using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Mosaic.Tests.HiveBackendStub;

/// <summary>A signed delivery as the Device Service sends it, written here from the Standard Webhooks text alone.</summary>
internal static class Delivery
{
    internal const string Device = "0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f";
    internal const string Batch = "application/cloudevents-batch+json";

    internal static string Event(string id, string device = Device, string type = "org.example.battery", string data = "{}") =>
        $$"""{"specversion":"1.0","id":"{{id}}","source":"/devices/{{device}}","type":"{{type}}","device":"{{device}}","data":{{data}}}""";

    internal static HttpRequestMessage Signed(
        string body, string webhookId = "w-1", string contentType = "application/cloudevents+json", DateTimeOffset? at = null) =>
        Signed(Encoding.UTF8.GetBytes(body), webhookId, contentType, at);

    internal static HttpRequestMessage Signed(
        byte[] body, string webhookId = "w-1", string contentType = "application/cloudevents+json", DateTimeOffset? at = null)
    {
        var timestamp = (at ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var key = Encoding.UTF8.GetBytes(StubHost.Secret);
        return With(body, webhookId, timestamp, Sign(key, webhookId, timestamp, body), contentType);
    }

    internal static HttpRequestMessage With(
        byte[] body, string? id, string? timestamp, string? signature, string contentType = "application/cloudevents+json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/device-events") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (id is not null)
        {
            request.Headers.Add("webhook-id", id);
        }

        if (timestamp is not null)
        {
            request.Headers.Add("webhook-timestamp", timestamp);
        }

        if (signature is not null)
        {
            request.Headers.Add("webhook-signature", signature);
        }

        return request;
    }

    internal static string Sign(byte[] key, string id, string timestamp, byte[] body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.").Concat(body).ToArray()));
}
