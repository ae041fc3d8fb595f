using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Mosaic.LocalHosting.Publishing;

/// <summary>What the resources of a manifest refer to: turns values into expressions and remembers what must be written for them.</summary>
internal sealed class ManifestReferences(IEnumerable<IResource> model)
{
    private readonly HashSet<string> _names = new(model.Select(r => r.Name), StringComparer.OrdinalIgnoreCase);
    private readonly List<IResource> _referenced = [];
    private readonly List<FormattedParameter> _formatted = [];

    /// <summary>A parameter's value that is put in a form, such as <c>uri</c>, before it is used.</summary>
    public sealed record FormattedParameter(string Name, ParameterResource Parameter, string Format);

    /// <summary>The resources that are no part of the model but are referred to, such as a generated password.</summary>
    public IReadOnlyList<IResource> OutsideOfTheModel => _referenced;

    /// <summary>A value as the manifest has it; what it refers to will be written too.</summary>
    public string? Expression(object? value)
    {
        Remember(value, []);
        return value switch
        {
            string text => text,
            ReferenceExpression expression => Expression(expression),
            IManifestExpressionProvider provider => provider.ValueExpression,
            IResourceBuilder<IResource> { Resource: IManifestExpressionProvider provider } => provider.ValueExpression,
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The forms of one parameter, or of all, that are not written yet; they are then.</summary>
    public IReadOnlyList<FormattedParameter> TakeFormatted(ParameterResource? parameter = null)
    {
        var taken = _formatted.Where(f => parameter is null || f.Parameter == parameter).ToList();
        _formatted.RemoveAll(taken.Contains);
        return taken;
    }

    private string Expression(ReferenceExpression expression) => string.Format(
        CultureInfo.InvariantCulture,
        expression.Format,
        [.. expression.ValueProviders.Select((provider, i) => expression.StringFormats[i] is { Length: > 0 } format && provider is ParameterResource parameter
            ? $"{{{NameOf(parameter, format)}.value}}"
            : expression.ManifestExpressions[i])]);

    private string NameOf(ParameterResource parameter, string format)
    {
        if (_formatted.Find(f => f.Parameter == parameter && f.Format == format) is { } known)
            return known.Name;
        var wanted = $"{parameter.Name}-{format.ToLowerInvariant()}-encoded";
        var name = wanted;
        for (var i = 1; !_names.Add(name); i++)
            name = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{i}");
        _formatted.Add(new FormattedParameter(name, parameter, format));
        return name;
    }

    // Expressions over expressions can refer to each other in circles.
    private void Remember(object? value, HashSet<object> path)
    {
        if (value is ReferenceExpression expression)
            Expression(expression);
        if (value is IResource resource)
        {
            if (_names.Add(resource.Name))
                _referenced.Add(resource);
        }
        else if (value is IValueWithReferences holder && path.Add(value))
        {
            foreach (var reference in holder.References)
                Remember(reference, path);
            path.Remove(value);
        }
    }
}
