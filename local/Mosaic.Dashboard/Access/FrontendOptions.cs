namespace Mosaic.Dashboard.Access;

/// <summary>Who may see the pages.</summary>
internal sealed class FrontendOptions
{
    public const string Section = "Dashboard:Frontend";

    public FrontendAuthMode AuthMode { get; set; } = FrontendAuthMode.BrowserToken;

    /// <summary>What a user logs in with; null to make one up.</summary>
    public string? BrowserToken { get; set; }
}
