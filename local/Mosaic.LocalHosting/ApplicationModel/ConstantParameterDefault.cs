namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that stands in code and is published as the default.</summary>
internal sealed class ConstantParameterDefault(Func<string> value) : ParameterDefault
{
    public override string GetDefaultValue() => value();
}
