using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting;
using Microsoft.Extensions.Options;

namespace Mosaic.LocalHosting.Engine;

/// <summary>Where a run keeps its files.</summary>
internal sealed class RunFolders(IDistributedApplicationBuilder builder, IOptions<LocalHostingOptions> options) : IDisposable
{
    private FileStream? _lock;

    /// <summary>Tells this run from all others.</summary>
    public string RunId { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Gone with the run.</summary>
    public string Temporary => Path.Combine(Path.GetTempPath(), $"mosaic-apphost-{RunId}");

    /// <summary>Kept for the next run, unless this one is fresh.</summary>
    public string Data => options.Value.Fresh
        ? Path.Combine(Temporary, "data")
        : options.Value.DataDirectory ?? Path.Combine(UserData(), "mosaic", "apphost", AppHostKey());

    public bool IsFresh => options.Value.Fresh;

    /// <summary>A folder of <see cref="Data"/>, readable by this user only.</summary>
    public string CreateData(string name)
    {
        var folder = Path.Combine(Data, name);
        Create(Data);
        Create(folder);
        return folder;
    }

    /// <summary>Keeps a second run of the same AppHost off the data of the first.</summary>
    /// <exception cref="DistributedApplicationException">There is another run.</exception>
    public void Lock()
    {
        Create(Data);
        try
        {
            _lock = new FileStream(Path.Combine(Data, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new DistributedApplicationException(
                $"This AppHost is running already: its data in {Data} is in use. Stop that run, or set LocalHosting:DataDirectory for this one.", e);
        }
    }

    public void Dispose() => _lock?.Dispose();

    private static void Create(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string UserData()
    {
        var folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        return folder.Length > 0
            ? folder
            : throw new DistributedApplicationException("This user has no home folder to keep data in: set HOME, or LocalHosting:DataDirectory.");
    }

    // Two clones of the project are two AppHosts.
    private string AppHostKey()
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(builder.AppHostDirectory));
        return $"{builder.Environment.ApplicationName}-{Convert.ToHexStringLower(hash)[..10]}";
    }
}
