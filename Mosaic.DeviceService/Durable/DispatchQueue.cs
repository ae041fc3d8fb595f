using System.Threading.Channels;

namespace Mosaic.DeviceService.Durable;

/// <summary>The devices that the leader may have pending requests or events for. Nothing is kept while another instance is the leader.</summary>
internal sealed class DispatchQueue(RequestLedger ledger)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Guid> _waiting = [];
    private readonly HashSet<Guid> _inWork = [];
    private readonly HashSet<Guid> _again = [];
    private readonly SemaphoreSlim _ended = new(0, 1);
    private Channel<Guid>? _ready;

    /// <summary>Opens the queue, filled with all devices that something waits for.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _ready = Channel.CreateUnbounded<Guid>(); // Each device stands there once.
            _waiting.Clear();
            _inWork.Clear();
            _again.Clear();
        }

        foreach (var device in ledger.PendingDevices())
        {
            Ready(device);
        }
    }

    /// <summary>Closes it.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _ready = null;
        }
    }

    /// <summary>Something may be sent to a device now, if anything waits for it.</summary>
    public void Ready(Guid device)
    {
        if (!ledger.HasPending(device))
        {
            return;
        }

        lock (_lock)
        {
            if (_ready is null)
            {
                return;
            }

            if (_inWork.Contains(device))
            {
                _again.Add(device);
            }
            else if (_waiting.Add(device))
            {
                _ready.Writer.TryWrite(device);
            }
        }
    }

    /// <summary>The next device, which is the caller's alone until <see cref="Done"/>.</summary>
    public async ValueTask<Guid> TakeAsync(CancellationToken cancellationToken)
    {
        var device = await _ready!.Reader.ReadAsync(cancellationToken);
        lock (_lock)
        {
            _waiting.Remove(device);
            _inWork.Add(device);
        }

        return device;
    }

    /// <summary>Nothing more is done for a device for now.</summary>
    public void Done(Guid device)
    {
        bool again;
        lock (_lock)
        {
            _inWork.Remove(device);
            again = _again.Remove(device);
        }

        if (again)
        {
            Ready(device);
        }
    }

    /// <summary>An entry of the journal has changed something.</summary>
    public void Changed(JournalEntry entry)
    {
        if (entry.Kind == JournalKinds.Accepted)
        {
            Ready(entry.Key.Device);
        }
        else if (entry.Kind is not (JournalKinds.Sent or JournalKinds.Returned or JournalKinds.Reported))
        {
            Signal();
        }
    }

    /// <summary>Waits until something has ended, or for a time.</summary>
    public Task WaitForEndAsync(TimeSpan atMost, CancellationToken cancellationToken) => _ended.WaitAsync(atMost, cancellationToken);

    private void Signal()
    {
        lock (_lock)
        {
            if (_ended.CurrentCount == 0)
            {
                _ended.Release();
            }
        }
    }
}
