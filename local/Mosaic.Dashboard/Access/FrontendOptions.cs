using Mosaic.Settings;

namespace Mosaic.Dashboard.Access;

/// <summary>Who may see the pages.</summary>
internal sealed class FrontendOptions
{
    public const string Section = "Dashboard:Frontend";

    /// <summary>Whether the pages ask for a login. Without one, only this machine may see them.</summary>
    public FrontendAuthMode AuthMode { get; set; } = FrontendAuthMode.BrowserToken;

    /// <summary>What a user logs in with.</summary>
    [Secret, Default("made up and printed")]
    public string? BrowserToken { get; set; }
}
