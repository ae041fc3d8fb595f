using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Mosaic.HiveBackendStub.Configuration;
using Mosaic.HiveBackendStub.Http;

namespace Mosaic.HiveBackendStub.Forwarding;

/// <summary>Passes a call on to the Device Service with the API key, and its answer back unchanged.</summary>
internal sealed partial class DeviceServiceClient(
    HttpClient client, IOptions<HiveOptions> options, ILogger<DeviceServiceClient> logger)
{
    private static readonly string[] PassedOn = ["Accept", "Idempotency-Key", "Prefer"];

    // They belong to one connection (RFC 9110 section 7.6.1); Kestrel writes its own.
    private static readonly HashSet<string> NotPassedBack = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Date", "Keep-Alive", "Proxy-Connection", "Server", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    internal async Task ForwardAsync(HttpContext context, bool hasBody)
    {
        using var request = Copy(context.Request, hasBody);
        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !context.RequestAborted.IsCancellationRequested))
        {
            // Cancelled by the time that a connection may take.
            Unreachable(logger, (error as HttpRequestException)?.HttpRequestError ?? HttpRequestError.ConnectionError);
            await Problems.Create(502, "device-service-unreachable", "The Device Service cannot be reached.")
                .ExecuteAsync(context);
            return;
        }
        using (response)
        {
            await PassBackAsync(response, context);
        }
    }

    /// <summary>Asks for the stub itself.</summary>
    /// <exception cref="HttpRequestException">The service cannot be reached, or did not answer with 2xx.</exception>
    /// <exception cref="OperationCanceledException">So it is, or a connection took too long.</exception>
    /// <exception cref="System.Text.Json.JsonException">The answer is not what was asked for.</exception>
    internal async Task<T> GetAsync<T>(string path, CancellationToken ended)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Value.ApiKey);
        using var response = (await client.SendAsync(request, ended)).EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<T>(ended)
            ?? throw new System.Text.Json.JsonException("The answer is null.");
    }

    private HttpRequestMessage Copy(HttpRequest from, bool hasBody)
    {
        var to = new HttpRequestMessage(
            new HttpMethod(from.Method), from.Path.ToUriComponent() + from.QueryString.ToUriComponent());
        to.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Value.ApiKey);
        foreach (var name in PassedOn)
        {
            if (from.Headers.TryGetValue(name, out var values))
            {
                to.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        if (!hasBody)
        {
            return to;
        }

        to.Content = new StreamContent(from.Body);
        to.Content.Headers.ContentLength = from.ContentLength;
        if (from.ContentType is { } type)
        {
            to.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        return to;
    }

    private static async Task PassBackAsync(HttpResponseMessage from, HttpContext context)
    {
        var to = context.Response;
        to.StatusCode = (int)from.StatusCode;
        foreach (var header in from.Headers.NonValidated.Concat(from.Content.Headers.NonValidated))
        {
            if (!NotPassedBack.Contains(header.Key))
            {
                to.Headers[header.Key] = header.Value.ToArray();
            }
        }

        // Started here, so that an empty answer stays empty and is not made a page of the stub's own.
        await to.StartAsync(context.RequestAborted);
        await from.Content.CopyToAsync(to.Body, context.RequestAborted);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Device Service cannot be reached: {Reason}")]
    private static partial void Unreachable(ILogger logger, HttpRequestError reason);
}
