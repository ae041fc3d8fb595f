using Google.Protobuf.Collections;
using Microsoft.Extensions.Options;
using Mosaic.Dashboard.Telemetry;
using OpenTelemetry.Proto.Common.V1;

namespace Mosaic.Dashboard.Otlp.Ingest;

/// <summary>Reads attributes and texts within the limits of both.</summary>
internal sealed class AttributeReader(IOptions<TelemetryLimits> limits)
{
    private readonly int _maxCount = limits.Value.MaxAttributeCount;
    private readonly int _maxLength = limits.Value.MaxAttributeLength;

    /// <summary>How many attributes, events or links are kept of each thing.</summary>
    internal int MaxCount => _maxCount;

    /// <returns>In the order they came; what is above the limit is left out.</returns>
    internal TelemetryAttribute[] Read(RepeatedField<KeyValue> attributes)
    {
        if (attributes.Count == 0) return [];
        var read = new TelemetryAttribute[Math.Min(attributes.Count, _maxCount)];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = new TelemetryAttribute(Cut(attributes[i].Key), Cut(OtlpValues.Text(attributes[i].Value)));
        }

        return read;
    }

    /// <returns>The same sorted by key, so that equal sets are equal however they were sent.</returns>
    internal TelemetryAttribute[] ReadSorted(RepeatedField<KeyValue> attributes)
    {
        var read = Read(attributes);
        Array.Sort(read, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return read;
    }

    internal string Cut(string text)
    {
        if (text.Length <= _maxLength) return text;
        // Not through the middle of a pair of surrogates, which would leave no valid text.
        return text[..(char.IsHighSurrogate(text[_maxLength - 1]) ? _maxLength - 1 : _maxLength)];
    }
}
