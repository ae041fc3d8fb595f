#:package Microsoft.CodeAnalysis.CSharp
#:property PublishAot=false

// Prints the sizes of the projects and which of their folders refers to which; ends with 1 where folders refer to each other in a circle.
//
//     dotnet run tools/structure.cs
//
// A folder refers to another when a file of it names a type, or calls an extension method, of a file of the other whose namespace it sees. This is read from
// the text alone, without compiling it.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

string[] projects =
[
    "Mosaic.Messaging", "Mosaic.WebSocketService", "Mosaic.DeviceService", "Mosaic.DeviceClient", "Mosaic.HiveBackendStub", "Mosaic.HiveConsole", "Mosaic.ServiceDefaults",
    "Mosaic.RabbitMQHosting", "Mosaic.AppHost",
];
var circles = 0;
foreach (var project in projects.Where(Directory.Exists))
{
    var files = Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
        .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
        .Select(path => new SourceFile(project, path))
        .ToArray();
    PrintSizes(project, files);
    circles += PrintFolders(files);
}

return circles == 0 ? 0 : 1;

static void PrintSizes(string project, SourceFile[] files)
{
    var lines = files.Sum(file => file.Lines);
    var types = files.Sum(file => file.Types);
    var methods = files.SelectMany(file => file.MethodLines);
    Console.WriteLine($"{project}");
    Console.WriteLine($"    {lines} lines in {files.Length} files ({MedianAnd90th(files.Select(file => file.Lines))}; {100 * files.Count(file => file.Lines < 20) / files.Length} % have fewer than 20)");
    Console.WriteLine($"    {types} types, {1000.0 * types / lines:F1} in 1,000 lines; a method's lines: {MedianAnd90th(methods)}");
}

static string MedianAnd90th(IEnumerable<int> sizes)
{
    int[] ordered = [.. sizes.Order()];
    return ordered.Length == 0 ? "none" : $"median {ordered[(ordered.Length - 1) / 2]}, 90th percentile {ordered[(ordered.Length - 1) * 9 / 10]}";
}

static int PrintFolders(SourceFile[] files)
{
    var references = files.GroupBy(file => file.Folder).OrderBy(folder => folder.Key, StringComparer.Ordinal).ToDictionary(
        folder => folder.Key,
        folder => files.Where(other => other.Folder != folder.Key && folder.Any(file => file.RefersTo(other))).Select(other => other.Folder).Distinct().Order(StringComparer.Ordinal).ToArray());
    foreach (var (folder, others) in references.Where(folder => folder.Value.Length > 0))
    {
        Console.WriteLine($"    {folder} -> {string.Join(", ", others)}");
    }

    var circles = references.Keys.Where(folder => Reachable(folder, references).Contains(folder)).ToArray();
    if (circles.Length > 0)
    {
        Console.WriteLine($"    These refer to each other in a circle: {string.Join(", ", circles)}");
    }

    return circles.Length;
}

static HashSet<string> Reachable(string from, Dictionary<string, string[]> references)
{
    var reached = new HashSet<string>();
    var next = new Stack<string>(references[from]);
    while (next.TryPop(out var folder))
    {
        if (reached.Add(folder))
        {
            foreach (var other in references[folder])
            {
                next.Push(other);
            }
        }
    }

    return reached;
}

internal sealed class SourceFile
{
    private readonly string _namespace;
    private readonly HashSet<string> _types;
    private readonly HashSet<string> _usings;
    private readonly HashSet<string> _names;
    private readonly HashSet<string> _members;
    private readonly HashSet<string> _extensions;

    public SourceFile(string project, string path)
    {
        var text = File.ReadAllText(path);
        var nodes = CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes().ToArray();
        Folder = Path.GetRelativePath(project, Path.GetDirectoryName(path)!);
        Lines = text.Count(letter => letter == '\n');
        MethodLines = [.. nodes.OfType<BaseMethodDeclarationSyntax>().Where(method => method.Body is not null || method.ExpressionBody is not null).Select(LinesOf)];
        var types = nodes.OfType<MemberDeclarationSyntax>().Where(type => type is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax).ToArray();
        Types = types.Length;
        _types = [.. types.Where(type => type.Parent is BaseNamespaceDeclarationSyntax).Select(NameOf)];
        _namespace = nodes.OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? "";
        _usings = [.. nodes.OfType<UsingDirectiveSyntax>().Select(directive => $"{directive.Name}")];
        _extensions =
        [
            .. nodes.OfType<MethodDeclarationSyntax>().Where(method => method.ParameterList.Parameters.FirstOrDefault()?.Modifiers.Any(SyntaxKind.ThisKeyword) == true)
                .Select(method => method.Identifier.Text),
        ];
        _members = [.. nodes.OfType<MemberAccessExpressionSyntax>().Select(access => access.Name.Identifier.Text)];
        _names = [.. nodes.OfType<SimpleNameSyntax>().Where(MayBeAType).Select(name => name.Identifier.Text)];
        _names.ExceptWith(nodes.OfType<PropertyDeclarationSyntax>().Select(property => property.Identifier.Text));
    }

    /// <summary>Its folder's path in the project.</summary>
    public string Folder { get; }

    public int Lines { get; }

    public int Types { get; }

    public IReadOnlyList<int> MethodLines { get; }

    /// <summary>Whether it names a type, or calls an extension method, of the other, whose namespace it sees.</summary>
    public bool RefersTo(SourceFile other) =>
        (_usings.Contains(other._namespace) || _namespace == other._namespace || _namespace.StartsWith($"{other._namespace}.", StringComparison.Ordinal))
        && (_names.Overlaps(other._types) || _members.Overlaps(other._extensions));

    private static string NameOf(MemberDeclarationSyntax type) =>
        type is DelegateDeclarationSyntax named ? named.Identifier.Text : ((BaseTypeDeclarationSyntax)type).Identifier.Text;

    private static bool MayBeAType(SimpleNameSyntax name) => name.Parent is not (NameColonSyntax or MemberBindingExpressionSyntax)
        && !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
        && !(name.Parent is AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } member && member.Left == name);

    private static int LinesOf(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }
}
