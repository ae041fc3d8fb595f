using MudBlazor;

namespace Mosaic.Dashboard.Components.Layout;

/// <summary>
/// The dashboard's colours and type. Both palettes are in the page at once, the dark one under an attribute of the html element, so that
/// the switch is the browser's and no page flashes in the wrong one. Text has at least 4.5:1 on its background in both.
/// </summary>
internal static class DashboardTheme
{
    private static readonly string[] Sans = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "DejaVu Sans", "sans-serif"];

    internal static MudTheme Light { get; } = Theme(":root");

    internal static MudTheme Dark { get; } = Theme(":root[data-theme=dark]");

    private static MudTheme Theme(string scope) => new()
    {
        PseudoCss = new PseudoCss { Scope = scope },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px" },
        Typography = Type(),
        PaletteLight = new PaletteLight
        {
            Primary = "#1f5fbf",
            Secondary = "#5b6472",
            Info = "#1f5fbf",
            Success = "#1a7f4b",
            Warning = "#9a6200",
            Error = "#c2302e",
            Background = "#f6f7f9",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#1b2330",
            DrawerBackground = "#f6f7f9",
            DrawerText = "#1b2330",
            DrawerIcon = "#5b6472",
            TextPrimary = "#1b2330",
            TextSecondary = "#5b6472",
            ActionDefault = "#5b6472",
            Divider = "#e1e5ea",
            LinesDefault = "#e1e5ea",
            LinesInputs = "#8a93a1",
            TableLines = "#e9ecf0",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#82b1ff",
            PrimaryContrastText = "#0d1420",
            Secondary = "#9aa5b5",
            Info = "#82b1ff",
            Success = "#5fd39a",
            Warning = "#f0b95a",
            Error = "#ff8a84",
            ErrorContrastText = "#0d1420",
            Background = "#11161d",
            Surface = "#181f28",
            AppbarBackground = "#181f28",
            AppbarText = "#e3e8ef",
            DrawerBackground = "#11161d",
            DrawerText = "#e3e8ef",
            DrawerIcon = "#9aa5b5",
            TextPrimary = "#e3e8ef",
            TextSecondary = "#9aa5b5",
            ActionDefault = "#9aa5b5",
            Divider = "#2a3441",
            LinesDefault = "#2a3441",
            LinesInputs = "#6b7789",
            TableLines = "#232c38",
        },
    };

    private static Typography Type() => new()
    {
        Default = new DefaultTypography { FontFamily = Sans, FontSize = "0.875rem", LineHeight = "1.45", LetterSpacing = "normal" },
        H1 = new H1Typography { FontFamily = Sans, FontSize = "1.15rem", FontWeight = "600", LineHeight = "1.3", LetterSpacing = "normal" },
        H2 = new H2Typography { FontFamily = Sans, FontSize = "1rem", FontWeight = "600", LineHeight = "1.3", LetterSpacing = "normal" },
        Body1 = new Body1Typography { FontFamily = Sans, FontSize = "0.875rem", LineHeight = "1.45", LetterSpacing = "normal" },
        Body2 = new Body2Typography { FontFamily = Sans, FontSize = "0.8125rem", LineHeight = "1.4", LetterSpacing = "normal" },
        Caption = new CaptionTypography { FontFamily = Sans, FontSize = "0.75rem", LineHeight = "1.35", LetterSpacing = "normal" },
        Subtitle1 = new Subtitle1Typography { FontFamily = Sans, FontSize = "0.875rem", LetterSpacing = "normal" },
        Button = new ButtonTypography { FontFamily = Sans, FontSize = "0.8125rem", FontWeight = "500", TextTransform = "none", LetterSpacing = "normal" },
    };
}
