using Grpc.Core;

namespace Mosaic.Dashboard.Otlp.Http;

/// <summary>A body that cannot be taken; the message is for its sender.</summary>
internal sealed class RequestRefusedException(int httpStatus, StatusCode status, string message, Exception? inner = null)
    : Exception(message, inner)
{
    internal int HttpStatus => httpStatus;

    internal StatusCode Status => status;
}
