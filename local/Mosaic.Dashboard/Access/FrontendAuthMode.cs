namespace Mosaic.Dashboard.Access;

/// <summary>Who may see the pages.</summary>
internal enum FrontendAuthMode
{
    /// <summary>Who knows the token.</summary>
    BrowserToken,

    /// <summary>Everyone on this machine.</summary>
    Unsecured,
}
