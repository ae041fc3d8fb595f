using System.IO.Compression;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Mosaic.Dashboard.Otlp.Http;

/// <summary>Reads a body, unpacked, up to the bound; a small packed one that would unpack to much more is stopped there too.</summary>
internal sealed class RequestBodyReader(IOptions<OtlpOptions> options)
{
    private const int ChunkBytes = 64 * 1024;

    private readonly int _maxBytes = options.Value.MaxRequestBytes;

    /// <exception cref="RequestRefusedException">It is larger than the bound, or not gzip though it says so.</exception>
    internal async Task<MemoryStream> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > _maxBytes) throw TooLarge();
        // The packed body is bounded too: gzip can be long and unpack to nothing.
        request.HttpContext.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = _maxBytes;
        try
        {
            if (request.Headers.ContentEncoding != "gzip")
            {
                return await CopyAsync(request.Body, (int)(request.ContentLength ?? 0), cancellationToken);
            }

            await using var unpacked = new GZipStream(request.Body, CompressionMode.Decompress);
            return await CopyAsync(unpacked, 0, cancellationToken);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge(tooLarge);
        }
        catch (InvalidDataException invalid)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, StatusCode.InvalidArgument, "The body is not gzip.", invalid);
        }
    }

    private async Task<MemoryStream> CopyAsync(Stream body, int expected, CancellationToken cancellationToken)
    {
        var copy = new MemoryStream(expected);
        var chunk = System.Buffers.ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (int read; (read = await body.ReadAsync(chunk, cancellationToken)) > 0;)
            {
                if (copy.Length + read > _maxBytes) throw TooLarge();
                copy.Write(chunk, 0, read);
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(chunk);
        }

        copy.Position = 0;
        return copy;
    }

    private RequestRefusedException TooLarge(Exception? inner = null) =>
        new(StatusCodes.Status413PayloadTooLarge, StatusCode.ResourceExhausted, $"A request may have {_maxBytes} bytes, unpacked.", inner);
}
