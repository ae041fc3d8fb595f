using Microsoft.Extensions.Options;
using Mosaic.HiveBackendStub.Devices;

namespace Mosaic.Tests.HiveBackendStub.Devices;

public sealed class SigningKeyFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mosaic-key-");

    private string KeyFile => Path.Combine(_folder.FullName, SigningKeyFile.Name);

    [Fact]
    public void LoadOrCreate_SecondRun_KeepsTheKey()
    {
        using var first = new SigningKey(SigningKeyFile.LoadOrCreate(_folder.FullName));
        using var second = new SigningKey(SigningKeyFile.LoadOrCreate(_folder.FullName));

        Assert.Equal(first.KeyId, second.KeyId);
        Assert.Equal(first.Jwks, second.Jwks);
    }

    [Fact]
    public void LoadOrCreate_NewFolder_OnlyTheOwnerReadsIt()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = Path.Combine(_folder.FullName, "a", "b");

        using var key = SigningKeyFile.LoadOrCreate(folder);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, SigningKeyFile.Name)));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }

    [Fact]
    public void LoadOrCreate_SeveralAtOnce_AgreeOnOneKey()
    {
        var ids = new string[16];
        Parallel.For(0, ids.Length, i =>
        {
            using var key = new SigningKey(SigningKeyFile.LoadOrCreate(_folder.FullName));
            ids[i] = key.KeyId;
        });

        Assert.Single(ids.Distinct());
        Assert.Single(_folder.GetFiles("*.pem*"), file => !file.Name.EndsWith(".lock", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    public void LoadOrCreate_DamagedFile_IsRefusedAndKept(string content)
    {
        File.WriteAllText(KeyFile, content);

        var refused = Assert.Throws<OptionsValidationException>(() => SigningKeyFile.LoadOrCreate(_folder.FullName));

        Assert.Contains(KeyFile, refused.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(KeyFile));
    }

    [Fact]
    public void LoadOrCreate_FolderIsAFile_SaysSo()
    {
        File.WriteAllText(KeyFile, "");

        var refused = Assert.Throws<OptionsValidationException>(() => SigningKeyFile.LoadOrCreate(KeyFile));

        Assert.Contains("Stub:DataPath", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
