using System.Text.RegularExpressions;
using Mosaic.Tests.Deploy;

namespace Mosaic.Tests;

public sealed partial class ArchitectureDocumentTests
{
    private static readonly string[] Projects = ["Mosaic.WebSocketService", "Mosaic.DeviceService", "Mosaic.Messaging"];

    public static TheoryData<string> Names =>
        [.. Name().Matches(File.ReadAllText(Repository.PathOf("docs", "architecture.md"))).Select(name => name.Value).Distinct()];

    [Theory, MemberData(nameof(Names))]
    public void Type_ThatThePicturesName_Exists(string name)
    {
        var (folder, type) = (name.Split('/')[0], name.Split('/')[1]);
        var sources = Projects.Select(project => Repository.PathOf(project, folder)).Where(Directory.Exists).SelectMany(Directory.GetFiles).Select(File.ReadAllText);

        Assert.Contains(sources, source => Regex.IsMatch(source, $@"\b(class|struct|record|interface) {type}\b"));
    }

    /// <summary>A folder and a type of it, as the pictures have them.</summary>
    [GeneratedRegex(@"(?<=[\[ ])[A-Z][A-Za-z]+/[A-Z][A-Za-z]+")]
    private static partial Regex Name();
}
