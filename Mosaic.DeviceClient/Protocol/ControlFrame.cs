using System.Text.Json;

namespace Mosaic.Devices;

/// <summary>The fields of <c>welcome</c>, <c>nack</c>, <c>error</c> and <c>goaway</c>.</summary>
internal sealed class ControlFrame
{
    private Guid _device;
    private Guid _session;
    private double _heartbeat;
    private int _window;
    private int _maxMessageBytes;
    private DateTimeOffset _expires = DateTimeOffset.MaxValue;

    public string? Id { get; private set; }

    public string Code { get; private set; } = "unknown";

    public string? Detail { get; private set; }

    public bool Retry { get; private set; }

    /// <summary>How long to stay away, within a day; null when it does not say.</summary>
    public TimeSpan? ReconnectAfter { get; private set; }

    /// <exception cref="JsonException">A known field has another type.</exception>
    public static ControlFrame Read(ReadOnlySpan<byte> frame)
    {
        var control = new ControlFrame();
        var json = new Utf8JsonReader(frame);
        JsonFields.Begin(ref json);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            control.ReadField(ref json);
        }

        return control;
    }

    /// <exception cref="JsonException">A field of a welcome is missing.</exception>
    public DeviceSession ToSession()
    {
        if (_session == Guid.Empty || _window < 1 || _maxMessageBytes < 1)
        {
            throw new JsonException("A welcome without session, window or maxmessagebytes.");
        }

        return new DeviceSession(
            _device, _session, Seconds(_heartbeat), _window, _maxMessageBytes, _expires);
    }

    // A number beyond all bounds must not fail the way back.
    private static TimeSpan Seconds(double number) => TimeSpan.FromSeconds(double.IsFinite(number) ? Math.Clamp(number, 0, 86_400) : 0);

    private void ReadField(ref Utf8JsonReader json)
    {
        var name = json.GetString();
        json.Read();
        switch (name)
        {
            case "id": Id = JsonFields.String(ref json); break;
            case "code": Code = JsonFields.String(ref json) ?? Code; break;
            case "detail": Detail = JsonFields.String(ref json); break;
            case "retry": Retry = JsonFields.Boolean(ref json); break;
            case "reconnectafter": ReconnectAfter = Seconds(JsonFields.Number(ref json)); break;
            case "device": _device = JsonFields.Uuid(ref json); break;
            case "session": _session = JsonFields.Uuid(ref json); break;
            case "heartbeat": _heartbeat = JsonFields.Number(ref json); break;
            case "window": _window = JsonFields.Integer(ref json); break;
            case "maxmessagebytes": _maxMessageBytes = JsonFields.Integer(ref json); break;
            case "expires": _expires = JsonFields.Time(ref json); break;
            default: json.Skip(); break;
        }
    }
}
