using System.ComponentModel.DataAnnotations;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.HiveBackendStub.Configuration;

/// <summary>How the stub itself behaves. Section <c>Stub</c>.</summary>
internal sealed class StubOptions : IValidatableObject
{
    internal const string Section = "Stub";

    private const int MostMessages = 10_000_000;

    /// <summary>The folder that keeps the signing key, <c>signing-key.pem</c>, between runs.</summary>
    [Required]
    public string DataPath { get; set; } = DefaultDataPath();

    /// <summary>
    /// Whether others than this machine may connect. The stub's API is open to whoever reaches it and hands out device
    /// tokens, so this is for containers whose network is private.
    /// </summary>
    public bool AllowRemote { get; set; }

    /// <summary>How many messages are kept for reading; the oldest go first.</summary>
    [Range(1, MostMessages), Unit("messages")]
    public int KeepMessages { get; set; } = 100_000;

    /// <summary>How many bytes of messages are kept for reading; the oldest go first.</summary>
    [Range(typeof(long), "1", "9223372036854775807"), Unit("bytes")]
    public long KeepBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>How many events are remembered to recognise repeats; not less than <see cref="KeepMessages"/>.</summary>
    [Range(1, MostMessages), Unit("events")]
    public int RememberIds { get; set; } = 1_000_000;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RememberIds < KeepMessages)
        {
            yield return new ValidationResult($"{Section}:{nameof(RememberIds)} is {RememberIds}: set it to {Section}:{nameof(KeepMessages)} ({KeepMessages}) or more.");
        }
    }

    private static string DefaultDataPath()
    {
        var home = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return home.Length == 0 ? "" : Path.Combine(home, "mosaic", "hive-backend-stub");
    }
}
