using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Trace.V1;

namespace Mosaic.Tests.Dashboard.Otlp;

/// <summary>Requests with one span.</summary>
internal static class TestSpans
{
    internal static string TraceId(int trace) => Convert.ToHexStringLower(Bytes(trace, 16));

    internal static ExportTraceServiceRequest Request(string name, int trace = 1) => new()
    {
        ResourceSpans =
        {
            new ResourceSpans
            {
                ScopeSpans =
                {
                    new ScopeSpans
                    {
                        Spans =
                        {
                            new Span { TraceId = ByteString.CopyFrom(Bytes(trace, 16)), SpanId = ByteString.CopyFrom(Bytes(1, 8)), Name = name },
                        },
                    },
                },
            },
        },
    };

    private static byte[] Bytes(int number, int length)
    {
        var bytes = new byte[length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(length - sizeof(int)), number);
        return bytes;
    }
}
