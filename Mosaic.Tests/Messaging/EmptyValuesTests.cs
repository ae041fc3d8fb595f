using Mosaic.Messaging;

namespace Mosaic.Tests.Messaging;

public sealed class EmptyValuesTests
{
    [Fact]
    public void Headers_WithoutEmptyValues_GetNoMark()
    {
        var headers = new Dictionary<string, object?> { ["a"] = null, ["b"] = new List<object?> { null, 1L }, ["c"] = "x" };

        EmptyValues.Mark(headers);

        Assert.DoesNotContain(EmptyValues.Header, headers.Keys);
    }

    [Fact]
    public void Headers_WithEmptyValues_AreMarkedOneLetterEachInTheOrderOfKeys()
    {
        var headers = new Dictionary<string, object?>
        {
            ["f"] = new Dictionary<string, object?> { ["z"] = new List<object?>(), ["a"] = null, ["k"] = new List<object?> { new Dictionary<string, object?>() } },
        };

        EmptyValues.Mark(headers);
        EmptyValues.Mark(headers);

        Assert.Equal("noa", Assert.IsType<Dictionary<string, object?>>(headers[EmptyValues.Header])["f"]);
    }

    [Fact]
    public void Marks_ThatFitNothing_AreIgnored()
    {
        var headers = new Dictionary<string, object?>
        {
            ["f"] = new List<object?> { null, null, 1L },
            [EmptyValues.Header] = new Dictionary<string, object?> { ["f"] = "o"u8.ToArray(), ["missing"] = "o"u8.ToArray(), ["g"] = 1L },
        };

        EmptyValues.Restore(headers);

        Assert.Equal(new List<object?> { new Dictionary<string, object?>(), null, 1L }, headers["f"]);
    }
}
