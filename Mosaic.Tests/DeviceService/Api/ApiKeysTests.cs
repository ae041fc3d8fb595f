using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Api;
using Mosaic.DeviceService.Deliver;

namespace Mosaic.Tests.DeviceService.Api;

public sealed class ApiKeysTests
{
    private readonly ApiKeys _keys = new(Options.Create(new HiveOptions { ApiKey = "old-key, new-key" }));

    [Theory]
    [InlineData("Bearer old-key", true)]
    [InlineData("Bearer new-key", true)]
    [InlineData("bearer new-key", true)]
    [InlineData("Bearer old-key, new-key", false)]
    [InlineData("Bearer old-ke", false)]
    [InlineData("Bearer ", false)]
    [InlineData("Basic old-key", false)]
    [InlineData("old-key", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Header_IsAcceptedOnlyWithOneOfTheKeys(string? header, bool accepted) => Assert.Equal(accepted, _keys.Accept(header));

    [Fact]
    public void Header_OfAnyLength_IsNotAccepted() => Assert.False(_keys.Accept("Bearer " + new string('ä', 100_000)));

    [Fact]
    public void Options_WithNoUsableKeyOrSecret_AreRefusedWithTheirNames()
    {
        var result = new HiveOptionsValidator().Validate(null, new HiveOptions { ApiKey = ", ,", WebhookSecret = "fine whsec_%%%" });

        Assert.True(result.Failed);
        Assert.Equal(2, result.Failures!.Count());
        Assert.Contains(result.Failures!, failure => failure.Contains("Hive:ApiKey", StringComparison.Ordinal));
        Assert.Contains(result.Failures!, failure => failure.Contains("Hive:WebhookSecret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://hive/?tenant=1", false)]
    [InlineData("http://hive/api?", false)]
    [InlineData("http://user:password@hive", false)]
    [InlineData("http://user@hive", false)]
    [InlineData("http://hive/#part", false)]
    [InlineData("https://hive:8443/api/", true)]
    public void BaseAddress_WithWhatPostsCannotKeep_IsRefusedByName(string address, bool taken)
    {
        var result = new HiveOptionsValidator().Validate(null, new HiveOptions { ApiKey = "key", WebhookSecret = "secret", BaseAddress = address });

        Assert.Equal(taken, result.Succeeded);
        if (!taken)
        {
            Assert.Contains("Hive:BaseAddress", Assert.Single(result.Failures!), StringComparison.Ordinal);
        }
    }
}
