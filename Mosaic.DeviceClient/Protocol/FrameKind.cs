using System.Text.Json;

namespace Mosaic.Devices;

/// <summary>What a frame of the service is, by its <c>kind</c>.</summary>
internal enum FrameKind
{
    /// <summary>Something newer than this library; ignored.</summary>
    Unknown,
    Authenticate,
    Welcome,
    Ack,
    Nack,
    Error,
    Event,
    Request,
    GoAway,
}

internal static class FrameKinds
{
    /// <exception cref="JsonException">The frame is not a JSON object.</exception>
    public static FrameKind Of(ReadOnlySpan<byte> frame)
    {
        var json = new Utf8JsonReader(frame, JsonFields.Deep);
        JsonFields.Begin(ref json);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isKind = json.ValueTextEquals("kind"u8);
            json.Read();
            if (isKind)
            {
                return Named(ref json);
            }

            json.Skip();
        }

        return FrameKind.Unknown;
    }

    private static FrameKind Named(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.String)
        {
            return FrameKind.Unknown;
        }

        if (json.ValueTextEquals("ack"u8))
        {
            return FrameKind.Ack;
        }

        if (json.ValueTextEquals("event"u8))
        {
            return FrameKind.Event;
        }

        if (json.ValueTextEquals("request"u8))
        {
            return FrameKind.Request;
        }

        if (json.ValueTextEquals("nack"u8))
        {
            return FrameKind.Nack;
        }

        if (json.ValueTextEquals("error"u8))
        {
            return FrameKind.Error;
        }

        if (json.ValueTextEquals("welcome"u8))
        {
            return FrameKind.Welcome;
        }

        if (json.ValueTextEquals("goaway"u8))
        {
            return FrameKind.GoAway;
        }

        return json.ValueTextEquals("authenticate"u8) ? FrameKind.Authenticate : FrameKind.Unknown;
    }
}
