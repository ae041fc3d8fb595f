using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Mosaic.LocalHosting.Publishing;

internal sealed partial class ManifestWriter
{
    private Task WriteParameter(ParameterResource parameter)
    {
        json.WriteString("type", "parameter.v0");
        if (parameter.IsConnectionString)
            json.WriteString("connectionString", parameter.ValueExpression);
        json.WriteString("value", $"{{{parameter.Name}.inputs.value}}");
        json.WriteStartObject("inputs");
        json.WriteStartObject("value");
        json.WriteString("type", "string");
        if (parameter.Secret)
            json.WriteBoolean("secret", true);
        if (parameter.Default is { } value)
        {
            json.WriteStartObject("default");
            WriteDefault(parameter, value);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
        return Task.CompletedTask;
    }

    private void WriteDefault(ParameterResource parameter, ParameterDefault value)
    {
        if (value is ConstantParameterDefault)
            json.WriteString("value", value.GetDefaultValue());
        else if (value is GenerateParameterDefault generate)
            WriteGenerate(generate);
        else
            throw new DistributedApplicationException($"The default of the parameter '{parameter.Name}', a {value.GetType().Name}, has no place in a manifest.");
    }

    private void WriteGenerate(GenerateParameterDefault generate)
    {
        json.WriteStartObject("generate");
        json.WriteNumber("minLength", generate.MinLength);
        foreach (var (name, allowed) in new[] { ("lower", generate.Lower), ("upper", generate.Upper), ("numeric", generate.Numeric), ("special", generate.Special) })
            if (!allowed)
                json.WriteBoolean(name, false);
        foreach (var (name, atLeast) in new[] { ("minLower", generate.MinLower), ("minUpper", generate.MinUpper), ("minNumeric", generate.MinNumeric), ("minSpecial", generate.MinSpecial) })
            if (atLeast != 0)
                json.WriteNumber(name, atLeast);
        json.WriteEndObject();
    }

    private void WriteFormatted(IEnumerable<ManifestReferences.FormattedParameter> formatted)
    {
        foreach (var (name, parameter, format) in formatted)
        {
            json.WriteStartObject(name);
            json.WriteString("type", "annotated.string");
            json.WriteString("value", parameter.ValueExpression);
            json.WriteString("filter", format);
            json.WriteEndObject();
        }
    }
}
