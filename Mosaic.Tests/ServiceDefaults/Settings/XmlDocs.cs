using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Mosaic.Tests.ServiceDefaults.Settings;

/// <summary>The summaries that the compiler writes beside an assembly, as Markdown of one line.</summary>
internal static partial class XmlDocs
{
    internal static string SummaryOf(PropertyInfo property)
    {
        var members = XDocument.Load(Path.ChangeExtension(property.DeclaringType!.Assembly.Location, ".xml")).Descendants("member");
        var name = $"P:{property.DeclaringType.FullName!.Replace('+', '.')}.{property.Name}";
        var summary = members.SingleOrDefault(member => (string?)member.Attribute("name") == name)?.Element("summary");
        return summary is null ? "" : Spaces().Replace(string.Concat(summary.Nodes().Select(Markdown)), " ").Trim();
    }

    private static string Markdown(XNode node) => node switch
    {
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => $"`{((string?)see.Attribute("langword") ?? (string)see.Attribute("cref")!).Split('.', ':')[^1]}`",
        XElement other => other.Value,
        XText text => text.Value.Replace("|", "\\|", StringComparison.Ordinal),
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
