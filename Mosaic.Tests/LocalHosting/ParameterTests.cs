using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Mosaic.Tests.LocalHosting;

public sealed class ParameterTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("mosaic-parameters-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Secret_NotConfigured_IsGeneratedAndKeptForTheNextRun()
    {
        var first = await SecretAsync();
        var second = await SecretAsync();

        Assert.Equal(22, first.Length);
        Assert.All(first, c => Assert.True(char.IsAsciiLetterOrDigit(c)));
        Assert.Equal(first, second);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Secret_Kept_IsReadableByItsUserOnly()
    {
        await SecretAsync();

        var file = Assert.Single(Directory.GetFiles(_data, "parameters.json", SearchOption.AllDirectories));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Secret_OfAFreshRun_IsNewEachTime() =>
        Assert.NotEqual(await SecretAsync("--LocalHosting:Fresh=true"), await SecretAsync("--LocalHosting:Fresh=true"));

    [Fact]
    public async Task Secret_Configured_IsTakenFromConfiguration() =>
        Assert.Equal("given", await SecretAsync("--Parameters:key=given"));

    [Fact]
    public async Task Secret_InADamagedFile_IsAClearError()
    {
        await SecretAsync();
        await File.WriteAllTextAsync(Directory.GetFiles(_data, "parameters.json", SearchOption.AllDirectories)[0], "{ half");

        var thrown = await Assert.ThrowsAsync<DistributedApplicationException>(() => SecretAsync());

        Assert.Contains("parameters.json", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAParameterWithoutValue_SaysHowToSetIt()
    {
        var builder = TestApplication.CreateBuilder();
        builder.AddParameter("region");
        await using var app = builder.Build();

        var thrown = await Assert.ThrowsAsync<MissingParameterValueException>(() => app.StartAsync());

        Assert.Contains("Parameters__region", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generated_WithMinimums_HasThem()
    {
        var value = new GenerateParameterDefault { MinLength = 12, MinLower = 2, MinUpper = 3, MinNumeric = 4, Special = false }.GetDefaultValue();

        Assert.Equal(12, value.Length);
        Assert.True(value.Count(char.IsAsciiLetterLower) >= 2);
        Assert.True(value.Count(char.IsAsciiLetterUpper) >= 3);
        Assert.True(value.Count(char.IsAsciiDigit) >= 4);
    }

    [Fact]
    public void Resource_OfANameThatIsTaken_IsRefused()
    {
        var builder = TestApplication.CreateBuilder();
        builder.AddParameter("twice", "1");

        Assert.Throws<DistributedApplicationException>(() => builder.AddParameter("Twice", "2"));
    }

    private async Task<string> SecretAsync(params string[] args)
    {
        var builder = DistributedApplication.CreateBuilder([$"--LocalHosting:DataDirectory={_data}", .. args]);
        return (await builder.AddParameter("key", secret: true).Resource.GetValueAsync(default))!;
    }
}
