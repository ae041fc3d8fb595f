using Mosaic.Dashboard.Components.ConsoleLogs;

namespace Mosaic.Tests.Dashboard.Components;

public class AnsiTextTests
{
    [Theory]
    [InlineData("plain [31m text", "plain [31m text")]
    [InlineData("\x1b[32minfo\x1b[39m\x1b[22m: done", "info: done")]
    [InlineData("\x1b[38;2;255;0;10mred\x1b[0m", "red")]
    [InlineData("\x1b]0;title\u0007after", "after")]
    [InlineData("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link")]
    [InlineData("50%\r\x1b[K100%", "50%100%")]
    [InlineData("a\tb", "a\tb")]
    [InlineData("cut off \x1b[3", "cut off 3")] // Not a sequence; only what cannot be shown is taken.
    [InlineData("\x1b(Bx\u009b1my\0", "xy")]
    public void Strip_OfALine_LeavesWhatIsToRead(string line, string expected)
    {
        var stripped = AnsiText.Strip(line);

        Assert.Equal(expected, stripped);
        Assert.DoesNotContain(stripped, c => char.IsControl(c) && c != '\t');
    }
}
