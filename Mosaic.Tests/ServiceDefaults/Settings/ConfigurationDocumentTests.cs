using Mosaic.Tests.Deploy;

namespace Mosaic.Tests.ServiceDefaults.Settings;

public sealed class ConfigurationDocumentTests
{
    // Asks for the tables to be written into the file: UPDATE_DOCS=1 dotnet test --filter ConfigurationDocument
    private const string Update = "UPDATE_DOCS";

    [Fact]
    public void Tables_WrittenAnew_AreThoseInTheFile()
    {
        var path = Repository.PathOf("docs", "configuration.md");
        var document = File.ReadAllText(path);

        var written = ConfigurationDocument.WithTables(document);

        if (Environment.GetEnvironmentVariable(Update) is { Length: > 0 })
        {
            File.WriteAllText(path, written);
        }
        else
        {
            Assert.True(document == written, $"docs/configuration.md is behind the code; run: {Update}=1 dotnet test --filter ConfigurationDocument");
        }
    }

    [Fact]
    public void Settings_OfEveryProgram_HaveAMeaningAndNumbersAUnitAndARange()
    {
        var lines = ConfigurationDocument.WithTables(File.ReadAllText(Repository.PathOf("docs", "configuration.md"))).Split('\n');
        var rows = lines.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split(" | ")).Where(cells => cells.Length == 6);

        Assert.All(rows, cells =>
        {
            Assert.True(cells[5].Length > 10, $"{cells[0]} has no meaning.");
            if (char.IsDigit(cells[2].Trim('`').FirstOrDefault()))
            {
                Assert.True(cells[3].Length > 0 && cells[4].Length > 0, $"{cells[0]} has no unit or no range.");
            }
        });
    }
}
