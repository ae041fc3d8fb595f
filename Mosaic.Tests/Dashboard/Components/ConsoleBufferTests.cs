using Mosaic.Dashboard.Components.ConsoleLogs;
using Mosaic.Dashboard.Resources;

namespace Mosaic.Tests.Dashboard.Components;

public class ConsoleBufferTests
{
    [Fact]
    public void Lines_AboveTheCapacity_PushOutTheOldest()
    {
        var buffer = new ConsoleBuffer(3);

        for (var i = 1; i <= 5; i++) buffer.Add("service-0", new ConsoleLine(i, $"line {i}", IsError: i == 4));

        Assert.Equal([3, 4, 5], buffer.List(null).Select(entry => entry.Number));
        Assert.Equal(5, buffer.Total);
        Assert.True(buffer.List(null)[1].IsError);
    }

    [Fact]
    public void List_WithText_FindsItInAnyCaseBelowTheColours()
    {
        var buffer = new ConsoleBuffer(10);
        buffer.Add("service-0", new ConsoleLine(1, "\x1b[31mFai\x1b[0mled", IsError: true));
        buffer.Add("service-1", new ConsoleLine(1, "done", IsError: false));

        Assert.Equal("service-0", Assert.Single(buffer.List("fail")).Replica);
    }
}
