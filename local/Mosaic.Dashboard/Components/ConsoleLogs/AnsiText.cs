using System.Text.RegularExpressions;

namespace Mosaic.Dashboard.Components.ConsoleLogs;

/// <summary>Takes out of a console's line what only a terminal understands.</summary>
internal static partial class AnsiText
{
    /// <returns>The line without the escape sequences of ECMA-48 (colours, moves of the cursor, titles, links) and other control characters but tabs.</returns>
    public static string Strip(string line)
    {
        // Most lines have none; they are not copied.
        if (line.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0 && line.AsSpan().IndexOfAnyInRange('\u007f', '\u009f') < 0) return line;
        return Controls().Replace(Sequences().Replace(line, ""), "");
    }

    // CSI parameters and final; OSC and its like up to BEL or ST; two-character escapes.
    [GeneratedRegex(@"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[\]PX^_].*?(?:\x07|\x1b\\|\x9c|$)|\x1b[ -/]*[0-~]", RegexOptions.Singleline)]
    private static partial Regex Sequences();

    [GeneratedRegex(@"[\x00-\x08\x0a-\x1f\x7f-\x9f]")]
    private static partial Regex Controls();
}
