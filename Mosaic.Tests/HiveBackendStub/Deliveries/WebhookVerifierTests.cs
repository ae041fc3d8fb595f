using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Mosaic.HiveBackendStub.Configuration;
using Mosaic.HiveBackendStub.Deliveries;

namespace Mosaic.Tests.HiveBackendStub.Deliveries;

public sealed class WebhookVerifierTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    [Fact]
    public void Verify_ThePublishedExample_IsValid()
    {
        // The example of the Standard Webhooks reference libraries.
        const string body = """{"test": 2432232314}""";
        _time.AdjustTime(DateTimeOffset.FromUnixTimeSeconds(1614265330));

        var verdict = Verify("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", body);

        Assert.Equal(WebhookVerdict.Valid, verdict);
    }

    [Theory]
    [InlineData(-300, WebhookVerdict.Valid)]
    [InlineData(300, WebhookVerdict.Valid)]
    [InlineData(-301, WebhookVerdict.TimestampOutOfTolerance)]
    [InlineData(301, WebhookVerdict.TimestampOutOfTolerance)]
    internal void Verify_TimestampAway_FiveMinutesAreTolerated(int seconds, WebhookVerdict expected)
    {
        var timestamp = (1_800_000_000 + seconds).ToString(CultureInfo.InvariantCulture);

        Assert.Equal(expected, Verify("secret", "w", timestamp, Signature("secret", "w", timestamp, "b"), "b"));
    }

    [Theory]
    [InlineData("", WebhookVerdict.TimestampUnreadable)]
    [InlineData("-5", WebhookVerdict.TimestampUnreadable)]
    [InlineData("1800000000.0", WebhookVerdict.TimestampUnreadable)]
    [InlineData("9223372036854775808", WebhookVerdict.TimestampUnreadable)]
    [InlineData("9223372036854775807", WebhookVerdict.TimestampOutOfTolerance)]
    internal void Verify_AbsurdTimestamp_IsRefused(string timestamp, WebhookVerdict expected) =>
        Assert.Equal(expected, Verify("secret", "w", timestamp, Signature("secret", "w", timestamp, "b"), "b"));

    [Theory]
    [InlineData("old new")]
    [InlineData("new,old")]
    [InlineData("new, other")]
    public void Verify_DuringRotation_AnySecretWillDo(string secrets) =>
        Assert.Equal(WebhookVerdict.Valid, Verify(secrets, "w", "1800000000", Signature("new", "w", "1800000000", "b"), "b"));

    [Fact]
    public void Verify_SeveralSignatures_OneMatchWillDo()
    {
        var good = Signature("secret", "w", "1800000000", "b");

        Assert.Equal(WebhookVerdict.Valid, Verify("secret", "w", "1800000000", $"v1a,AAAA v1,AAAA {good}", "b"));
    }

    [Theory]
    [InlineData("other", "w", "b")]
    [InlineData("secret", "x", "b")]
    [InlineData("secret", "w", "c")]
    public void Verify_SignedSomethingElse_DoesNotMatch(string secret, string id, string body) =>
        Assert.Equal(WebhookVerdict.SignatureMismatch,
            Verify("secret", "w", "1800000000", Signature(secret, id, "1800000000", body), "b"));

    [Theory]
    [InlineData("v1,")]
    [InlineData("v1,%%%")]
    [InlineData("v1")]
    [InlineData("")]
    [InlineData("v2,{0}")]
    [InlineData("{0}AA==")]
    public void Verify_MalformedSignature_DoesNotMatch(string form)
    {
        var good = Signature("secret", "w", "1800000000", "b")["v1,".Length..];
        var signature = string.Format(CultureInfo.InvariantCulture, form, good);

        Assert.Equal(WebhookVerdict.SignatureMismatch, Verify("secret", "w", "1800000000", signature, "b"));
    }

    private WebhookVerdict Verify(string secrets, string id, string timestamp, string signature, string body)
    {
        var options = Options.Create(new HiveOptions { ApiKey = "k", WebhookSecret = secrets });
        return new WebhookVerifier(options, _time).Verify(
            new WebhookHeaders(id, timestamp, signature), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"));
    }

    private static string Signature(string secret, string id, string timestamp, string body) =>
        Delivery.Sign(Encoding.UTF8.GetBytes(secret), id, timestamp, Encoding.UTF8.GetBytes(body));
}
