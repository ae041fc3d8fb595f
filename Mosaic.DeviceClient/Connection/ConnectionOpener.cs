using System.Globalization;
using System.Net;
using System.Net.WebSockets;

namespace Mosaic.Devices;

/// <summary>One try to connect: token, handshake, in-band authentication where the service asks for it, welcome.</summary>
internal sealed class ConnectionOpener(DeviceClientOptions options)
{
    private const string Subprotocol = "mosaic.v1";
    private static readonly TimeSpan LongestAsked = TimeSpan.FromDays(1);

    /// <exception cref="DeviceConnectException">There is no welcome, for the reason given.</exception>
    public async Task<OpenedConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var token = await GetTokenAsync(cancellationToken);
        using var limit = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var socket = CreateSocket(token);
        try
        {
            await ShakeHandsAsync(socket, either.Token);
            var session = await AwaitWelcomeAsync(socket, token, either.Token);
            return new OpenedConnection(socket, session);
        }
        catch (Exception exception)
        {
            socket.Dispose();
            if (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested && exception is not DeviceConnectException)
            {
                throw Failed(ErrorCodes.WelcomeTimeout, "There was no welcome in time.", exception);
            }

            if (exception is WebSocketException or HttpRequestException or IOException)
            {
                throw Failed(ErrorCodes.ConnectionLost, exception.Message, exception);
            }

            if (exception is FrameTooLargeException || JsonFields.IsUnreadable(exception))
            {
                throw Failed(ErrorCodes.InvalidFrame, exception.Message, exception);
            }

            throw;
        }
    }

    public async ValueTask<string> GetTokenAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await options.TokenProvider(either.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(ErrorCodes.TokenUnavailable, "The token provider failed.", exception);
        }
    }

    private ClientWebSocket CreateSocket(string token)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = options.KeepAliveInterval;
        socket.Options.KeepAliveTimeout = options.KeepAliveTimeout;
        options.ConfigureWebSocket?.Invoke(socket.Options);
        socket.Options.AddSubProtocol(Subprotocol);
        socket.Options.CollectHttpResponseDetails = true;
        if (options.Authentication == AuthenticationMode.Handshake)
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        }

        return socket;
    }

    private async Task ShakeHandsAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        try
        {
            await socket.ConnectAsync(options.Endpoint, cancellationToken);
            // Kept only for a refusal: a long-lived connection need not hold them.
            socket.HttpResponseHeaders = null;
        }
        catch (WebSocketException exception) when (socket.HttpStatusCode == 0)
        {
            throw Failed(ErrorCodes.Unreachable, exception.InnerException?.Message ?? exception.Message, exception);
        }
        catch (WebSocketException exception)
        {
            throw Refused(socket, exception);
        }
    }

    private async Task<DeviceSession> AwaitWelcomeAsync(ClientWebSocket socket, string token, CancellationToken cancellationToken)
    {
        ControlFrame? error = null;
        using var frames = new FrameReader(socket, options.MaxReceivedBytes);
        while (await frames.ReadAsync(cancellationToken) is { } frame)
        {
            switch (FrameKinds.Of(frame.Span))
            {
                case FrameKind.Welcome:
                    return ControlFrame.Read(frame.Span).ToSession();
                case FrameKind.Authenticate:
                    await SendTokenAsync(socket, token, cancellationToken);
                    break;
                case FrameKind.Error:
                    error = ControlFrame.Read(frame.Span);
                    break;
            }
        }

        var reason = CloseReasons.FromClose(socket, error);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, cancellationToken);
        }
        catch (WebSocketException)
        {
            // The answer to its close frame is a courtesy; the service did not wait for it.
        }

        throw new DeviceConnectException(reason);
    }

    private static async Task SendTokenAsync(ClientWebSocket socket, string token, CancellationToken cancellationToken)
    {
        var message = MessageWriter.Authenticate(token);
        try
        {
            await socket.SendAsync(message.Bytes, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        finally
        {
            message.Release();
        }
    }

    private DeviceConnectException Refused(ClientWebSocket socket, WebSocketException exception)
    {
        var status = socket.HttpStatusCode;
        var step = NextSteps.AfterHandshake(status);
        var reason = new CloseReason
        {
            HttpStatus = (int)status,
            ErrorCode = status == HttpStatusCode.Unauthorized ? "invalid_token" : ErrorCodes.HandshakeRefused,
            Detail = exception.Message,
            NextStep = step,
            ReconnectAfter = step == NextStep.ComeBack ? RetryAfter(socket) : null,
        };
        return new DeviceConnectException(reason, exception);
    }

    /// <summary>RFC 9110 section 10.2.3: seconds or a date.</summary>
    private TimeSpan? RetryAfter(ClientWebSocket socket)
    {
        if (socket.HttpResponseHeaders is not { } headers || !headers.TryGetValue("Retry-After", out var values))
        {
            return null;
        }

        // Seconds of any number of digits.
        var value = values.FirstOrDefault()?.Trim();
        if (value is { Length: > 0 } && !value.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? Bounded(TimeSpan.FromSeconds(seconds)) : LongestAsked;
        }

        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? Bounded(date - options.TimeProvider.GetUtcNow())
            : null;
    }

    private static TimeSpan Bounded(TimeSpan asked) => asked < LongestAsked ? asked : LongestAsked;

    private static DeviceConnectException Failed(string code, string detail, Exception exception) =>
        new(new CloseReason { ErrorCode = code, Detail = detail }, exception);
}

/// <summary>A socket that has been welcomed.</summary>
internal readonly record struct OpenedConnection(ClientWebSocket Socket, DeviceSession Session);
