using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Mosaic.LocalHosting.Engine;

namespace Mosaic.Tests.LocalHosting.Publishing;

public sealed class ManifestPublisherTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mosaic-manifest-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("new/folder/named.json", "new/folder/named.json")]
    [InlineData("folder", "folder/aspire-manifest.json")]
    [InlineData("folder.d/", "folder.d/aspire-manifest.json")]
    public async Task Output_AsAFileOrAFolder_IsWhereItIsAskedFor(string asked, string written)
    {
        Assert.Equal(0, await RunAsync("--output-path", Path.Combine(_folder, asked)));

        Assert.True(File.Exists(Path.Combine(_folder, written)));
    }

    [Fact]
    public async Task Output_OverAnEarlierOne_TakesItsPlace()
    {
        var file = Path.Combine(_folder, "manifest.json");
        await File.WriteAllTextAsync(file, new string('x', 100_000));

        Assert.Equal(0, await RunAsync("--output-path", file));

        Assert.EndsWith("}", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_Relative_IsFromTheWorkingDirectory()
    {
        var path = Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.Combine(_folder, "manifest.json"));

        Assert.Equal(0, await RunAsync("--output-path", path));

        Assert.True(File.Exists(Path.Combine(_folder, "manifest.json")));
    }

    [Fact]
    public async Task Output_NotSaid_EndsWith1() => Assert.Equal(1, await RunAsync());

    [Fact]
    public async Task Output_ThatCannotBeWritten_EndsWith1()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "");

        Assert.Equal(1, await RunAsync("--output-path", Path.Combine(_folder, "file", "manifest.json")));
    }

    [Fact]
    public async Task Application_ThatCannotBeWritten_EndsWith1AndLeavesNothing()
    {
        Assert.Equal(1, await RunAsync(b => b.AddResource(new ContainerResource("imageless")), "--output-path", _folder));

        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Operation_Unknown_IsRefused() =>
        Assert.Throws<DistributedApplicationException>(() => TestApplication.CreateBuilder("--operation", "dance"));

    private static Task<int> RunAsync(params string[] arguments) => RunAsync(_ => { }, arguments);

    // No broker, no value of the parameter, nothing built and nothing kept: none of it is needed.
    private static async Task<int> RunAsync(Action<IDistributedApplicationBuilder> describe, params string[] arguments)
    {
        var builder = TestApplication.CreateBuilder(["--publisher", "manifest", "--RabbitMQ:ServerPath=/no/such/server", .. arguments]);
        builder.AddParameter("region");
        builder.AddEcho().WithReference(builder.AddRabbitMQ("messaging"));
        describe(builder);
        await using var app = builder.Build();
        var code = await app.Services.GetRequiredService<ApplicationRun>().RunAsync(app, CancellationToken.None);
        Assert.False(app.ResourceNotifications.TryGetCurrentState("echo", out _));
        return code;
    }
}
