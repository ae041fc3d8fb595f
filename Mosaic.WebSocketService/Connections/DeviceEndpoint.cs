using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Mosaic.WebSocketService.Authentication;
using Mosaic.WebSocketService.Protocol;
using Mosaic.WebSocketService.Relay;

namespace Mosaic.WebSocketService.Connections;

/// <summary><c>GET /ws</c>: from an HTTP request to a running connection.</summary>
internal sealed class DeviceEndpoint(
    DeviceAuthenticator authenticator,
    SessionOpener opener,
    DeviceMessageHandler handler,
    ConnectionRegistry registry,
    IOptions<ConnectionOptions> options,
    TimeProvider time,
    ILogger<DeviceConnection> logger)
{
    private static readonly string[] Subprotocols = [Frames.Protocol, "cloudevents.json"];

    public async Task<IResult> ConnectAsync(HttpContext http)
    {
        // 1. Is it a WebSocket that may come in?
        if (Refuse(http) is { } refused)
        {
            return refused;
        }

        // 2. A token in the handshake is checked before the upgrade.
        var authentication = default(AuthenticationResult);
        if (TryGetToken(http.Request, out var token))
        {
            authentication = await authenticator.AuthenticateAsync(token, http.RequestAborted);
            if (authentication.Identity is null)
            {
                return authentication.IsUndecided ? KeysUnavailable(http) : InvalidToken(http, authentication.Refusal!);
            }
        }

        // 3. Upgrade.
        var liveness = http.Features.GetRequiredFeature<Liveness>();
        using var socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = http.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(Subprotocols.Contains),
        });

        // 4. Run until it ends.
        var connection = new DeviceConnection(socket, liveness, options.Value, time, logger);
        await RunAsync(connection, authentication.Identity);
        return Results.Empty;
    }

    private async Task RunAsync(DeviceConnection connection, DeviceIdentity? identity)
    {
        if (!registry.TryAdd(connection))
        {
            connection.Close(CloseReason.ConnectionLimit);
        }
        else if (identity is not null)
        {
            await opener.OpenAsync(connection, identity);
        }
        else
        {
            connection.Send(Frames.Authenticate(options.Value.AuthenticationTimeout));
        }

        try
        {
            await connection.RunAsync(received => handler.HandleAsync(connection, received), reason => opener.EndAsync(connection, reason));
        }
        finally
        {
            registry.Remove(connection);
        }
    }

    private IResult? Refuse(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.Headers.Upgrade = "websocket";
            return Problem(HttpStatusCode.UpgradeRequired, "upgrade-required", "This address speaks WebSocket (RFC 6455) only.");
        }

        if (http.WebSockets.WebSocketRequestedProtocols is { Count: > 0 } offered && !offered.Any(Subprotocols.Contains))
        {
            return Problem(HttpStatusCode.BadRequest, "unknown-subprotocol", $"Known subprotocols: {string.Join(", ", Subprotocols)}.");
        }

        if (http.Request.Headers.Origin is [{ } origin, ..] && !options.Value.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            return Problem(HttpStatusCode.Forbidden, "origin-not-allowed", "Web pages of this origin may not connect.");
        }

        if (registry.IsDraining)
        {
            http.Response.Headers.RetryAfter = "1";
            return Problem(HttpStatusCode.ServiceUnavailable, "shutting-down", "This instance is stopping.");
        }

        return null;
    }

    private static bool TryGetToken(HttpRequest request, out string? token)
    {
        token = null;
        if (request.Headers.Authorization is not [{ } authorization, ..])
        {
            return false;
        }

        const string Scheme = "Bearer ";
        token = authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? authorization[Scheme.Length..].Trim() : "";
        return true;
    }

    private static IResult InvalidToken(HttpContext http, string why)
    {
        http.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer error=\"invalid_token\"";
        return Problem(HttpStatusCode.Unauthorized, "invalid-token", why);
    }

    private static IResult KeysUnavailable(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "5";
        return Problem(HttpStatusCode.ServiceUnavailable, "overloaded", CloseReason.IssuerUnavailable.Detail);
    }

    private static IResult Problem(HttpStatusCode status, string code, string detail) =>
        Results.Problem(detail, statusCode: (int)status, type: $"urn:mosaic:problem:{code}");
}
