namespace Mosaic.Dashboard.Otlp.Http;

/// <summary>How messages are written over HTTP; an answer is in its request's.</summary>
internal enum OtlpEncoding
{
    Protobuf,
    Json,
}
