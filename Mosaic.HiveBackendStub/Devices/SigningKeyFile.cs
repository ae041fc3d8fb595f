using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Mosaic.HiveBackendStub.Configuration;

namespace Mosaic.HiveBackendStub.Devices;

/// <summary>Keeps the signing key between runs, so that tokens outlive a restart of the stub.</summary>
internal static class SigningKeyFile
{
    internal const string Name = "signing-key.pem";

    // Writing a key takes milliseconds; ten seconds are for a machine that is very busy.
    private const int LockTries = 500;
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(20);

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The key in <paramref name="folder"/>; a new one when there is none yet.</summary>
    /// <exception cref="OptionsValidationException">The folder cannot be used, or holds something that is no such key.</exception>
    internal static ECDsa LoadOrCreate(string folder)
    {
        var path = Path.Combine(folder, Name);
        try
        {
            if (!File.Exists(path))
            {
                Create(folder, path);
            }

            return Load(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refused($"Stub:DataPath {folder} cannot be used: {error.Message}");
        }
    }

    private static ECDsa Load(string path)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            if (key.KeySize == 256)
            {
                return key;
            }
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            // Not replaced: the tokens of a damaged key may still be out there, and whoever put it here should decide.
        }
        key.Dispose();
        throw Refused($"{path} holds no P-256 private key: restore it, or delete it to get a new one.");
    }

    private static void Create(string folder, string path)
    {
        CreateFolder(folder);
        using var turn = TakeTurn(path + ".lock");
        if (File.Exists(path))
        {
            return;
        }

        // Written whole before it gets its name, so that no crash leaves half a key.
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var draft = path + ".draft";
        File.Delete(draft);
        Write(draft, key.ExportPkcs8PrivateKeyPem());
        File.Move(draft, path);
    }

    // Two stubs that start on one folder must end with one key, and moving a file does not fail reliably when the other
    // was first. The lock file stays: deleting it would let a third one lock another file of the same name.
    private static FileStream TakeTurn(string path)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            }
            catch (IOException) when (tries < LockTries)
            {
                Thread.Sleep(LockPause);
            }
        }
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private static void Write(string path, string pem)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(pem));
        file.Flush(flushToDisk: true);
    }

    private static OptionsValidationException Refused(string reason) =>
        new(StubOptions.Section, typeof(StubOptions), [reason]);
}
