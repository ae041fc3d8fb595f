namespace Mosaic.HiveBackendStub.Configuration;

/// <summary>How the stub itself behaves. Section <c>Stub</c>.</summary>
internal sealed class StubOptions
{
    internal const string Section = "Stub";

    /// <summary>The folder that keeps the signing key between runs; by default one of the user's own.</summary>
    public string DataPath { get; set; } = DefaultDataPath();

    /// <summary>
    /// Whether others than this machine may connect. The stub's API is open to whoever reaches it and hands out device
    /// tokens, so this is for containers whose network is private.
    /// </summary>
    public bool AllowRemote { get; set; }

    /// <summary>How many messages are kept for reading; the oldest go first.</summary>
    public int KeepMessages { get; set; } = 100_000;

    /// <summary>How many bytes of messages are kept for reading; the oldest go first.</summary>
    public long KeepBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>How many events are remembered to recognise repeats; not less than <see cref="KeepMessages"/>.</summary>
    public int RememberIds { get; set; } = 1_000_000;

    private static string DefaultDataPath()
    {
        var home = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return home.Length == 0 ? "" : Path.Combine(home, "mosaic", "hive-backend-stub");
    }
}
