using Microsoft.AspNetCore.Components;

namespace Mosaic.Dashboard.Components.Live;

/// <summary>
/// A component that follows a store: it reads its view anew when the store says that something changed, four times a second at most,
/// until it is paused or gone. What fails while it does so is shown by the error boundary, as a failure in an event handler is.
/// </summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private readonly List<IDisposable> _owned = [];
    private Throttle? _throttle;
    private bool _paused;
    private bool _disposed;

    [Inject] private TimeProvider Time { get; set; } = default!;

    /// <summary>The shortest time between two updates.</summary>
    private protected virtual TimeSpan Interval => TimeSpan.FromMilliseconds(250);

    /// <summary>Whether the view stands still; what arrives meanwhile is read when it goes on.</summary>
    private protected bool Paused
    {
        get => _paused;
        set
        {
            _paused = value;
            if (!value) Refresh();
        }
    }

    public override Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        _throttle ??= Own(new Throttle(Interval, Time, UpdateAsync));
        return base.SetParametersAsync(ParameterView.Empty);
    }

    /// <summary>Says that something changed; from any thread.</summary>
    private protected void Signal() => _throttle?.Signal();

    /// <summary>Follows what <paramref name="subscribe"/> subscribes to, for as long as the component lives.</summary>
    private protected void Follow(Func<Action, IDisposable> subscribe) => Own(subscribe(Signal));

    /// <summary>Disposes of <paramref name="owned"/> with the component.</summary>
    private protected T Own<T>(T owned) where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    /// <summary>Reads what is shown from the stores. Runs on the circuit, before a rendering.</summary>
    private protected abstract void Refresh();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || _disposed) return;
        _disposed = true;
        foreach (var owned in Enumerable.Reverse(_owned)) owned.Dispose();
    }

    private async Task UpdateAsync()
    {
        try
        {
            await InvokeAsync(() =>
            {
                if (_paused || _disposed) return;
                Refresh();
                StateHasChanged();
            });
        }
        catch (Exception failure) when (!_disposed)
        {
            await DispatchExceptionAsync(failure);
        }
        catch (ObjectDisposedException)
        {
            // The page was left meanwhile; there is nobody to show anything to.
        }
    }
}
