using System.Buffers;
using System.Text;

namespace Mosaic.HiveBackendStub.Deliveries;

/// <summary>
/// A request's body in a pooled buffer, behind the text that is signed with it (<c>id.timestamp.</c>), so that the
/// signature is computed over one piece of memory and nothing is copied for it.
/// </summary>
internal sealed class SignedBody : IDisposable
{
    // A length that is announced is believed up to here; beyond, the buffer grows with what really arrives.
    private const int BelievedLength = 64 * 1024;

    private byte[] _buffer;
    private readonly int _prefix;
    private int _length;

    private SignedBody(string id, string timestamp, long? announced)
    {
        var signed = $"{id}.{timestamp}.";
        // One byte more than announced, so that the end is seen without growing.
        var expected = (int)Math.Min(announced ?? BelievedLength, BelievedLength) + 1;
        _buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(signed.Length) + expected);
        _length = _prefix = Encoding.UTF8.GetBytes(signed, _buffer);
    }

    internal ReadOnlySpan<byte> Signed => _buffer.AsSpan(0, _length);

    internal ReadOnlySpan<byte> Body => _buffer.AsSpan(_prefix, _length - _prefix);

    /// <exception cref="BadHttpRequestException">The body is over Kestrel's limit or ends early.</exception>
    internal static async ValueTask<SignedBody> ReadAsync(HttpRequest request, WebhookHeaders headers, CancellationToken ended)
    {
        var body = new SignedBody(headers.Id, headers.Timestamp, request.ContentLength);
        try
        {
            while (await request.Body.ReadAsync(body._buffer.AsMemory(body._length), ended) is var read and > 0)
            {
                body._length += read;
                if (body._length == body._buffer.Length)
                {
                    body.Grow();
                }
            }
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _length) = ([], 0);
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        Signed.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
