using System.Globalization;
using System.Text.RegularExpressions;
using Mosaic.Devices;
using Mosaic.Tests.Deploy;

namespace Mosaic.Tests.HiveConsole.Pages;

/// <summary>The browser device and the client library know every close code that the service may send.</summary>
public sealed partial class CloseCodesTests
{
    private static readonly SortedSet<int> All =
    [
        .. Row().Matches(File.ReadAllText(Repository.PathOf("docs", "device-protocol.md"))).Select(row => Number(row.Groups[1])),
        .. Code().Matches(File.ReadAllText(Repository.PathOf("Mosaic.WebSocketService", "Protocol", "CloseReason.cs"))).Select(code => Number(code.Groups[1])),
        4004, 4505,
    ];

    public static TheoryData<int> Codes => [.. All];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Code_OfTheProtocol_IsNamedByTheBrowserDeviceAndTheClient(int code)
    {
        var page = File.ReadAllText(Repository.PathOf("Mosaic.HiveConsole", "Pages", "BrowserDevice", "close-codes.js"));

        Assert.Matches($@"\n  {code}: '[^']+',\n", page);
        Assert.NotEqual("closed", ErrorCodes.Of(code));
    }

    [Fact]
    public void Codes_OfTheProtocol_AreFound() => Assert.Superset(new HashSet<int> { 1003, 1012, 4000, 4503 }, All);

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| (\d{4}) \| `", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"new\((\d{4}), ")]
    private static partial Regex Code();
}
