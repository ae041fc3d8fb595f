namespace Mosaic.LocalHosting.Brokers;

/// <summary>A policy-rc.d that lets no service start, there until it is disposed of.</summary>
internal sealed class PolicyFile : IDisposable
{
    private readonly string _path;

    public PolicyFile(string path)
    {
        _path = path;
        File.WriteAllText(path, "#!/bin/sh\nexit 101\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("755", 8));
    }

    public void Dispose() => File.Delete(_path);
}
