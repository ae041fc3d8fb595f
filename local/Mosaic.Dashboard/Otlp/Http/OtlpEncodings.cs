using Microsoft.Net.Http.Headers;

namespace Mosaic.Dashboard.Otlp.Http;

internal static class OtlpEncodings
{
    internal const string Protobuf = "application/x-protobuf";

    internal const string Json = "application/json";

    internal const string Refusal =
        $"The body must be {Protobuf} or {Json}, and its Content-Encoding absent, identity or gzip.";

    /// <returns>Null when body or packing are of a kind that is not taken.</returns>
    internal static OtlpEncoding? Of(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.ToString() is not ("" or "identity" or "gzip")) return null;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)) return null;
        return type.MediaType.Equals(Protobuf, StringComparison.OrdinalIgnoreCase) ? OtlpEncoding.Protobuf
            : type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase) ? OtlpEncoding.Json
            : null;
    }
}
