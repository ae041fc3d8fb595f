using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Mosaic.Messaging;

namespace Mosaic.Tests.Messaging;

/// <summary>Messages that are used again as soon as they have ended, each time for another content, as those of devices are.</summary>
internal sealed class MessagePool
{
    private readonly ConcurrentBag<Pooled> _free = [];
    private int _rented;
    private int _ended;
    private int _endedTwice;
    private int _confirmed;

    public int Rented => Volatile.Read(ref _rented);

    public int Ended => Volatile.Read(ref _ended);

    public int Confirmed => Volatile.Read(ref _confirmed);

    public int EndedTwice => Volatile.Read(ref _endedTwice);

    public OutgoingMessage Rent()
    {
        var message = _free.TryTake(out var free) ? free : new Pooled(this);
        message.Use(Interlocked.Increment(ref _rented).ToString(CultureInfo.InvariantCulture));
        return message;
    }

    private sealed class Pooled(MessagePool pool) : OutgoingMessage
    {
        private int _isUsed;

        public void Use(string content)
        {
            Volatile.Write(ref _isUsed, 1);
            (Exchange, RoutingKey, Mandatory, Persistent) = (Topology.DeviceToHive, "0", true, true);
            Message[Fields.Id] = content;
            Message.Data = Encoding.UTF8.GetBytes(content);
        }

        protected internal override void Completed(PublishOutcome outcome)
        {
            if (Interlocked.Exchange(ref _isUsed, 0) == 0)
            {
                Interlocked.Increment(ref pool._endedTwice);
                return;
            }

            Message.Clear();
            if (outcome == PublishOutcome.Confirmed)
            {
                Interlocked.Increment(ref pool._confirmed);
            }

            pool._free.Add(this);
            Interlocked.Increment(ref pool._ended);
        }
    }
}
