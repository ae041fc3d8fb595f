using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Mosaic.WebSocketService.Authentication;
using Mosaic.WebSocketService.Protocol;

namespace Mosaic.WebSocketService.Connections;

/// <summary><c>GET /ws</c>: from an HTTP request to a running connection.</summary>
internal sealed class DeviceEndpoint(
    DeviceAuthenticator authenticator,
    IConnectionHandler handler,
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
        await RunAsync(new DeviceConnection(socket, liveness, options.Value, time, logger), authentication.Identity);
        return Results.Empty;
    }

    private async Task RunAsync(DeviceConnection connection, DeviceIdentity? identity)
    {
        try
        {
            if (!registry.TryAdd(connection))
            {
                connection.Close(CloseReason.ConnectionLimit);
            }

            await connection.RunAsync(handler, identity);
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
            // RFC 6455, section 4.4, and RFC 9110, section 7.8.
            http.Response.Headers.SecWebSocketVersion = "13";
            http.Response.Headers.Upgrade = "websocket";
            http.Response.Headers.Connection = "Upgrade";
            return Problem(HttpStatusCode.UpgradeRequired, "upgrade-required", "This address speaks WebSocket (RFC 6455), version 13, only.");
        }

        if (http.WebSockets.WebSocketRequestedProtocols is { Count: > 0 } offered && !offered.Any(Subprotocols.Contains))
        {
            return Problem(HttpStatusCode.BadRequest, "unknown-subprotocol", $"Known subprotocols: {string.Join(", ", Subprotocols)}.");
        }

        if (!http.Request.Headers.Origin.All(origin => IsAllowed(origin, http.Request.Host)))
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

    /// <summary>Whether pages of an origin may connect: those that are configured, and those of the host that the request itself goes to.</summary>
    private bool IsAllowed(string? origin, HostString host) =>
        options.Value.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || (Uri.TryCreate(origin, UriKind.Absolute, out var page)
            && (page.Scheme == Uri.UriSchemeHttps || page.Scheme == Uri.UriSchemeHttp)
            && page.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase)
            && page.Port == (host.Port ?? DefaultPort(page.Scheme)));

    // By the page's scheme: a proxy that ends TLS passes the host on, and not always the scheme.
    private static int DefaultPort(string scheme) => scheme == Uri.UriSchemeHttps ? 443 : 80;

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
