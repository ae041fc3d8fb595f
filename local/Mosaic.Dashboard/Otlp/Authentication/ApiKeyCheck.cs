using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Mosaic.Dashboard.Otlp.Http;
using Mosaic.Dashboard.Otlp.Listening;

namespace Mosaic.Dashboard.Otlp.Authentication;

/// <summary>Whether a sender names the API key, in <c>x-otlp-api-key</c>. Asked before anything of the body is read.</summary>
internal sealed partial class ApiKeyCheck(IOptions<OtlpOptions> options, ILogger<ApiKeyCheck> logger)
{
    internal const string Header = "x-otlp-api-key";

    private const string Refusal = "The header " + Header + " does not hold the dashboard's API key.";

    /// <summary>Digests, for a comparison that takes the same time whatever was sent, its length included. Null when no key is asked for.</summary>
    private readonly byte[]? _expected = options.Value.EffectiveAuthMode == OtlpAuthMode.ApiKey
        ? Digest(options.Value.PrimaryApiKey!)
        : null;

    internal bool IsAllowed(HttpContext context) =>
        _expected is null
        || (context.Request.Headers[Header] is [{ } sent] && CryptographicOperations.FixedTimeEquals(Digest(sent), _expected));

    /// <summary>Answers UNAUTHENTICATED over gRPC, 401 over HTTP.</summary>
    internal Task RefuseAsync(HttpContext context, ListenerKind kind)
    {
        LogRefused(logger, kind, context.Connection.RemoteIpAddress);
        if (kind == ListenerKind.OtlpHttp)
        {
            return OtlpAnswer.FailAsync(context, StatusCodes.Status401Unauthorized, global::Grpc.Core.StatusCode.Unauthenticated, Refusal);
        }

        // An answer that is all trailers, as gRPC over HTTP/2 has it.
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = ((int)global::Grpc.Core.StatusCode.Unauthenticated).ToString(System.Globalization.CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = Refusal;
        return Task.CompletedTask;
    }

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
