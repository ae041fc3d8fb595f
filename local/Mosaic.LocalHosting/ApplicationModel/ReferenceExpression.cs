using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A string over values that may be known only once the application runs.</summary>
public class ReferenceExpression : IManifestExpressionProvider, IValueProvider, IValueWithReferences
{
    /// <summary>The empty string.</summary>
    public static readonly ReferenceExpression Empty = new("", [], [], []);

    private ReferenceExpression(string format, IReadOnlyList<IValueProvider> valueProviders, IReadOnlyList<string> manifestExpressions, IReadOnlyList<string?> stringFormats)
    {
        Format = format;
        ValueProviders = valueProviders;
        ManifestExpressions = manifestExpressions;
        StringFormats = stringFormats;
    }

    /// <summary>A composite format with a place for each value.</summary>
    public string Format { get; }

    /// <summary>The values.</summary>
    public IReadOnlyList<IValueProvider> ValueProviders { get; }

    /// <summary>The values as a manifest writes them.</summary>
    public IReadOnlyList<string> ManifestExpressions { get; }

    /// <summary>What is done to each value: <c>uri</c> for URI-encoded, null for nothing.</summary>
    public IReadOnlyList<string?> StringFormats { get; }

    /// <inheritdoc />
    public string ValueExpression => string.Format(CultureInfo.InvariantCulture, Format, [.. ManifestExpressions]);

    IEnumerable<object> IValueWithReferences.References => ValueProviders;

    /// <summary>From an interpolated string over parameters, endpoints and the like.</summary>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => handler.ToExpression();

    /// <inheritdoc />
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken)
    {
        var values = new object?[ValueProviders.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = Formatted(await ValueProviders[i].GetValueAsync(cancellationToken), StringFormats[i]);
        return string.Format(CultureInfo.InvariantCulture, Format, values);
    }

    private static string? Formatted(string? value, string? format) => format switch
    {
        null => value,
        "uri" => Uri.EscapeDataString(value ?? ""),
        _ => throw new FormatException($"There is no format '{format}' for a value of an expression; 'uri' is one."),
    };

    /// <summary>What the compiler turns an interpolated string into.</summary>
    [InterpolatedStringHandler]
    public ref struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _format = new(literalLength);
        private readonly List<IValueProvider> _values = new(formattedCount);
        private readonly List<string> _manifest = new(formattedCount);
        private readonly List<string?> _formats = new(formattedCount);

        /// <summary>Adds text.</summary>
        public readonly void AppendLiteral(string value) =>
            _format.Append(value.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));

        /// <summary>Adds text.</summary>
        public readonly void AppendFormatted(string? value, string? format = null) => AppendLiteral(Formatted(value, format) ?? "");

        /// <summary>Adds a value.</summary>
        public readonly void AppendFormatted<T>(T valueProvider, string? format = null)
            where T : IValueProvider, IManifestExpressionProvider
        {
            _format.Append(CultureInfo.InvariantCulture, $"{{{_values.Count}}}");
            _values.Add(valueProvider);
            _manifest.Add(valueProvider.ValueExpression);
            _formats.Add(format);
        }

        /// <summary>Adds a resource's value.</summary>
        public readonly void AppendFormatted<T>(IResourceBuilder<T> valueProvider, string? format = null)
            where T : IResource, IValueProvider, IManifestExpressionProvider =>
            AppendFormatted(valueProvider.Resource, format);

        internal readonly ReferenceExpression ToExpression() => new(_format.ToString(), [.. _values], [.. _manifest], [.. _formats]);
    }
}
