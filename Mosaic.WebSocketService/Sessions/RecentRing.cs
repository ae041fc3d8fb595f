namespace Mosaic.WebSocketService.Sessions;

/// <summary>
/// The last ids of a session, each by its <see cref="RecentIds.KeyOf"/>, and what is known of each. When it is full, each further id takes the place of
/// the oldest that may be forgotten. Holds 22 bytes and a <typeparamref name="T"/> for each id, and grows with their number. Not synchronized.
/// </summary>
/// <param name="capacity">How many it holds, at most 65,534.</param>
/// <param name="mayForget">Which may be forgotten; when none may, the oldest is.</param>
internal sealed class RecentRing<T>(int capacity, Func<T, bool> mayForget)
{
    private const int FirstSize = 16;
    private const ushort Free = ushort.MaxValue;

    private UInt128[] _keys = [];
    private T[] _values = [];
    private ushort[] _next = []; // The number of the next place with the same bucket; 0 ends the chain, and Free marks a place that is free.
    private ushort[] _buckets = []; // The number of a bucket's first place; places are numbered from 1.
    private int _used; // Places that are or were taken.
    private int _hand; // The place that is taken next when all are.

    /// <summary>What is known of an id.</summary>
    public bool TryGet(UInt128 key, out T value)
    {
        var place = PlaceOf(key);
        value = place > 0 ? _values[place - 1] : default!;
        return place > 0;
    }

    /// <summary>Notes what is known of an id, which takes a place when it is new.</summary>
    public void Set(UInt128 key, T value)
    {
        var place = PlaceOf(key);
        if (place == 0)
        {
            place = TakePlace();
            _keys[place - 1] = key;
            Link(place);
        }

        _values[place - 1] = value;
    }

    /// <summary>Forgets an id.</summary>
    public void Remove(UInt128 key)
    {
        if (PlaceOf(key) is > 0 and var place)
        {
            Unlink(place);
        }
    }

    private int PlaceOf(UInt128 key)
    {
        if (_used == 0)
        {
            return 0;
        }

        int place = BucketOf(key);
        while (place > 0 && _keys[place - 1] != key)
        {
            place = _next[place - 1];
        }

        return place;
    }

    private int TakePlace()
    {
        if (_used == _keys.Length && _used < capacity)
        {
            Grow();
        }

        if (_used < _keys.Length)
        {
            return ++_used;
        }

        for (var tried = 1; tried < _used && _next[_hand] != Free && !mayForget(_values[_hand]); tried++)
        {
            Advance();
        }

        var place = _hand + 1;
        Unlink(place);
        Advance();
        return place;
    }

    private void Advance() => _hand = (_hand + 1) % _used;

    private void Grow()
    {
        var size = Math.Min(capacity, Math.Max(FirstSize, _keys.Length * 2));
        Array.Resize(ref _keys, size);
        Array.Resize(ref _values, size);
        Array.Resize(ref _next, size);
        _buckets = new ushort[size];
        for (var place = 1; place <= _used; place++)
        {
            if (_next[place - 1] != Free)
            {
                Link(place);
            }
        }
    }

    private void Link(int place)
    {
        ref var first = ref BucketOf(_keys[place - 1]);
        _next[place - 1] = first;
        first = (ushort)place;
    }

    private void Unlink(int place)
    {
        if (_next[place - 1] == Free)
        {
            return;
        }

        ref var link = ref BucketOf(_keys[place - 1]);
        while (link != place)
        {
            link = ref _next[link - 1];
        }

        link = _next[place - 1];
        _next[place - 1] = Free;
        _values[place - 1] = default!;
    }

    private ref ushort BucketOf(UInt128 key) => ref _buckets[(int)((uint)key % (uint)_buckets.Length)];
}
