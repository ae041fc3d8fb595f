using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Mosaic.Messaging;
using Mosaic.WebSocketService.Authentication;
using Mosaic.WebSocketService.Connections;
using Mosaic.WebSocketService.Protocol;
using Mosaic.WebSocketService.Sessions;

namespace Mosaic.WebSocketService.Relay;

/// <summary>Opens and ends the session of a connection, and decides what each of its messages is.</summary>
internal sealed class DeviceConnectionHandler(
    DeviceAuthenticator authenticator, SessionOpener opener, Uplink uplink, IOptions<ConnectionOptions> options) : IConnectionHandler
{
    private const string AuthenticateKind = "authenticate";

    /// <summary>Opens the session, or asks the device for its token.</summary>
    public Task OpenedAsync(DeviceConnection connection, DeviceIdentity? identity, Activity? request)
    {
        if (identity is not null)
        {
            return opener.OpenAsync(connection, identity, request);
        }

        connection.Send(Frames.Authenticate(options.Value.AuthenticationTimeout));
        return Task.CompletedTask;
    }

    public Task ClosedAsync(DeviceConnection connection, CloseReason reason) => opener.EndAsync(connection, reason);

    public async ValueTask ReceivedAsync(DeviceConnection connection, Received received)
    {
        var outgoing = uplink.Rent();
        outgoing.Message.Own(received.Rented);
        if (!TryRead(connection, received, outgoing.Message, out var error))
        {
            uplink.Return(outgoing);
            return;
        }

        // Even when a field is wrong: before the session is open only a token is taken.
        var kind = outgoing.Message.Headers.GetValueOrDefault(Fields.Kind);
        if (kind is AuthenticateKind)
        {
            var token = outgoing.Message.GetString("token");
            uplink.Return(outgoing);
            await AuthenticateAsync(connection, token);
        }
        else if (DeviceSession.Of(connection) is not { } session)
        {
            uplink.Return(outgoing);
            connection.Close(CloseReason.ProtocolError("A message came before the welcome."));
        }
        else if (kind is null or Kinds.Event or Kinds.Confirmation)
        {
            await uplink.RelayAsync(session, outgoing, error);
        }
        else if (kind is string)
        {
            uplink.Return(outgoing);
            connection.Close(CloseReason.ProtocolError("The field 'kind' is none that a device sends."));
        }
        else
        {
            await uplink.RelayAsync(session, outgoing, error ?? new MessageError(MessageErrorCodes.InvalidField, "The field 'kind' must be a string."));
        }
    }

    private static bool TryRead(DeviceConnection connection, Received received, Message message, out MessageError? error)
    {
        try
        {
            error = MessageReader.Read(received.Rented.AsMemory(0, received.Length), message);
            return true;
        }
        catch (JsonException)
        {
            error = null;
            connection.Close(CloseReason.InvalidJson);
            return false;
        }
    }

    private async ValueTask AuthenticateAsync(DeviceConnection connection, string? token)
    {
        var result = await authenticator.AuthenticateAsync(token, CancellationToken.None);
        if (DeviceSession.Of(connection) is { } session)
        {
            Renew(session, result);
        }
        else if (result.Identity is { } identity)
        {
            // The socket is read meanwhile, so that a device that leaves is noticed; its next message waits.
            connection.Opening = opener.OpenAsync(connection, identity, request: null);
        }
        else
        {
            connection.Close(result.IsUndecided ? CloseReason.IssuerUnavailable : CloseReason.InvalidToken(result.Refusal!));
        }
    }

    private void Renew(DeviceSession session, AuthenticationResult result)
    {
        if (result.Identity is { } identity && identity.Device == session.Device)
        {
            opener.Renew(session, identity);
            return;
        }

        var why = result.IsUndecided ? CloseReason.IssuerUnavailable.Detail : result.Refusal ?? "The token is for another device.";
        session.Connection.Send(Frames.Refusal(null, "invalid_token", why, retry: result.IsUndecided));
    }
}
