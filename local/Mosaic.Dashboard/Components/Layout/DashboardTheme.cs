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
            Primary = "#5b3fd1",
            Secondary = "#57606a",
            Info = "#1f5fbf",
            Success = "#1a7f4b",
            Warning = "#9a6200",
            Error = "#c2302e",
            Background = "#f4f5f7",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#1f2328",
            DrawerBackground = "#f4f5f7",
            DrawerText = "#1f2328",
            DrawerIcon = "#57606a",
            TextPrimary = "#1f2328",
            TextSecondary = "#57606a",
            ActionDefault = "#57606a",
            Divider = "#dce0e5",
            LinesDefault = "#dce0e5",
            LinesInputs = "#8a93a1",
            TableLines = "#e6e9ed",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#a795ff",
            PrimaryContrastText = "#17122e",
            Secondary = "#9aa4af",
            Info = "#82b1ff",
            Success = "#5fd39a",
            Warning = "#f0b95a",
            Error = "#ff8a84",
            ErrorContrastText = "#17122e",
            Background = "#14171b",
            Surface = "#1d2126",
            AppbarBackground = "#1d2126",
            AppbarText = "#e6e8eb",
            DrawerBackground = "#14171b",
            DrawerText = "#e6e8eb",
            DrawerIcon = "#9aa4af",
            TextPrimary = "#e6e8eb",
            TextSecondary = "#9aa4af",
            ActionDefault = "#9aa4af",
            Divider = "#333a43",
            LinesDefault = "#333a43",
            LinesInputs = "#6e7884",
            TableLines = "#2a3038",
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
