using System.ComponentModel.DataAnnotations;
using Mosaic.Settings;

namespace Mosaic.LocalHosting.Engine;

/// <summary>How the local engine runs an application.</summary>
internal sealed class LocalHostingOptions
{
    public const string Section = "LocalHosting";

    /// <summary>What the resources write appears, prefixed, on the console; <c>--logs</c> for short.</summary>
    public bool Logs { get; set; }

    /// <summary>Changes of state and the table of endpoints appear on the console.</summary>
    public bool Console { get; set; } = true;

    /// <summary>Nothing is taken from an earlier run and nothing is left for the next.</summary>
    public bool Fresh { get; set; }

    /// <summary>Where data and generated secrets are kept between runs.</summary>
    [Default("~/.local/share/mosaic/apphost/Mosaic.AppHost-HASH, of the AppHost's folder")]
    public string? DataDirectory { get; set; }

    /// <summary>How long a process may take to end before it is killed.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The pause before a process that died is started again; doubles each time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan FirstRestartDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause before a process that died is started again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan LongestRestartDelay { get; set; } = TimeSpan.FromSeconds(15);
}
