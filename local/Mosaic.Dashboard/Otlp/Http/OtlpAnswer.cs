using Google.Protobuf;
using Grpc.Core;

namespace Mosaic.Dashboard.Otlp.Http;

/// <summary>Answers over HTTP, in the encoding of the request: the service's own message, or a <c>google.rpc.Status</c>.</summary>
internal static class OtlpAnswer
{
    internal static Task SucceedAsync(HttpContext context, OtlpEncoding encoding, IMessage message) =>
        WriteAsync(context, StatusCodes.Status200OK, encoding, message);

    /// <param name="context">The request.</param>
    /// <param name="httpStatus">The answer's status.</param>
    /// <param name="code">The same for programs that know gRPC's codes.</param>
    /// <param name="message">What the sender's developer should know.</param>
    internal static Task FailAsync(HttpContext context, int httpStatus, StatusCode code, string message)
    {
        // The rest of a body that is not wanted is not read either: the connection ends with the answer.
        if (httpStatus == StatusCodes.Status413PayloadTooLarge) context.Response.Headers.Connection = "close";
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        return WriteAsync(context, httpStatus, OtlpEncodings.Of(context.Request) ?? OtlpEncoding.Json, status);
    }

    private static async Task WriteAsync(HttpContext context, int httpStatus, OtlpEncoding encoding, IMessage message)
    {
        var isJson = encoding == OtlpEncoding.Json;
        var body = isJson ? System.Text.Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(message)) : message.ToByteArray();
        context.Response.StatusCode = httpStatus;
        context.Response.ContentType = isJson ? OtlpEncodings.Json : OtlpEncodings.Protobuf;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
