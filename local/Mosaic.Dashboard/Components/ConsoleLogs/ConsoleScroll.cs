using Microsoft.JSInterop;

namespace Mosaic.Dashboard.Components.ConsoleLogs;

/// <summary>What follow.js calls.</summary>
public sealed class ConsoleScroll(Func<Task> scrolledUp)
{
    /// <summary>The reader scrolled away from the end.</summary>
    [JSInvokable]
    public Task ScrolledUp() => scrolledUp();
}
