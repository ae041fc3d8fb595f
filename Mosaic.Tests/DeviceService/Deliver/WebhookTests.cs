using System.Text;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Configuration;
using Mosaic.DeviceService.Deliver;

namespace Mosaic.Tests.DeviceService.Deliver;

public sealed class WebhookTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static readonly byte[] Signed = Encoding.UTF8.GetBytes("""msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}""");

    [Fact]
    public void Signature_OfTheReferenceExample_IsTheReferences() =>
        // https://github.com/standard-webhooks/standard-webhooks
        Assert.Equal(Signature, Sign(Secret));

    [Theory]
    [InlineData("plain, " + Secret)]
    [InlineData("plain " + Secret)]
    public void Signature_WithSeveralSecrets_HasOneForEach(string secrets)
    {
        var signatures = Sign(secrets).Split(' ');

        Assert.Equal(2, signatures.Length);
        Assert.Equal(Sign("plain"), signatures[0]);
        Assert.Equal(Signature, signatures[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" , ")]
    [InlineData("whsec_***")]
    [InlineData("whsec_")]
    public void Secret_ThatIsNone_IsRefusedWithAReason(string secret)
    {
        Assert.Null(WebhookSecrets.Parse(secret, out var error));
        Assert.Contains("Hive:WebhookSecret", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("e-1", "e-1")]
    [InlineData("a/b?c", "a/b?c")]
    [InlineData("with space", "with%20space")]
    [InlineData("line\nbreak", "line%0Abreak")]
    [InlineData("ä", "%C3%A4")]
    public void Id_OfAnEvent_IsSafeInAHeader(string id, string header) => Assert.Equal(header, WebhookId.Of(id));

    private static string Sign(string secrets) => new WebhookSigner(Options.Create(new HiveOptions { WebhookSecret = secrets })).Sign(Signed);
}
