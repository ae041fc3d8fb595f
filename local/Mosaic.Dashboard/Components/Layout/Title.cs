namespace Mosaic.Dashboard.Components.Layout;

/// <summary>What the browser's title bar and the header call the system that is looked at.</summary>
internal sealed class Title(IConfiguration configuration)
{
    /// <summary>The setting has the name Aspire gave it; its AppHost sets it to the name of the application.</summary>
    public string Application { get; } = configuration["Dashboard:ApplicationName"] is { Length: > 0 } name ? name : "Mosaic";

    public string Of(string page) => $"{page} - {Application}";
}
