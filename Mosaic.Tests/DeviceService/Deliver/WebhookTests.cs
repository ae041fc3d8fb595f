using System.Text;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Api;
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
        Assert.Null(WebhookSigner.ParseSecrets(secret, out var error));
        Assert.Contains("Hive:WebhookSecret", error, StringComparison.Ordinal);
    }

    [Theory] // Made with Python's uuid.uuid5(uuid.NAMESPACE_URL, f"{source} {id}").
    [InlineData("/devices/0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f", "e-1", "bf377713-cbde-514a-953c-a15d9610ea2e")]
    [InlineData("/devices/0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e40", "e-1", "76a72189-4de7-59ac-a356-0873c05000b6")]
    [InlineData("/devices/0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f", "ä \n", "f5beccfc-6291-5b8c-81a3-3e068021937c")]
    public void Id_OfAPost_IsMadeOfSourceAndId(string source, string id, string expected)
    {
        Assert.Equal(new Guid(expected), WebhookSigner.IdOf(source, id));
        Assert.NotEqual(new Guid(expected), WebhookSigner.IdOf(source, $"{id}{new string('x', 1000)}"));
    }

    private static string Sign(string secrets) => new WebhookSigner(Options.Create(new HiveOptions { WebhookSecret = secrets })).Sign(Signed);
}
