using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Mosaic.Tests.ServiceDefaults;

/// <summary>What the console gets of texts that devices and callers choose.</summary>
public sealed class ConsoleLoggingTests
{
    private const string Nasty = "a\r\nb\u001b[2J\u007f\u009b31m\u0000\u2028\u2029\u202e\u2066\ufeff\ud800c\udc00";

    [Property(MaxTest = 500, Arbitrary = [typeof(AnyText)])]
    public void Entry_WithAnyTextAnywhere_IsOneLineOfShownCharacters(OddText text)
    {
        foreach (var formatter in (string[])["simple", "json"])
        {
            var output = Format(formatter, text.Value);

            Assert.EndsWith("\n", output, StringComparison.Ordinal);
            Assert.DoesNotContain(output[..^Environment.NewLine.Length].EnumerateRunes(), IsHidden);
        }
    }

    [Fact]
    public void Entry_AsText_ShowsWhatItEscaped()
    {
        var output = Format("simple", Nasty);

        Assert.Contains(@"message a\u000d\u000ab\u001b[2J\u007f\u009b31m\u0000\u2028\u2029\u202e\u2066\ufeff\ud800c\udc00", output, StringComparison.Ordinal);
        Assert.Contains(@"scope a\u000d\u000ab", output, StringComparison.Ordinal);
        Assert.Contains(@"exception a\u000d\u000ab", output, StringComparison.Ordinal);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn: Mosaic\.Any\[7\] ", output);
    }

    [Fact]
    public void Entry_OfPlainText_IsNotChanged() =>
        Assert.Contains("message déjà vu 日本 😀 \\ \" done", Format("simple", "déjà vu 日本 😀 \\ \" done"), StringComparison.Ordinal);

    [Fact]
    public void Entry_AsJson_IsAnObjectThatGivesTheTextBack()
    {
        var entry = JsonDocument.Parse(Format("json", "a\r\nb\u001b")).RootElement;

        Assert.Equal("message a\r\nb\u001b", entry.GetProperty("Message").GetString());
        Assert.Equal("Warning", entry.GetProperty("LogLevel").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", entry.GetProperty("Timestamp").GetString());
        Assert.Contains("exception a\r\nb\u001b", entry.GetProperty("Exception").GetString(), StringComparison.Ordinal);
    }

    /// <summary>What the provider writes with the formatter that it takes.</summary>
    private static string Format(string formatter, string text)
    {
        using var host = Host(formatter);
        var name = host.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName;
        var chosen = host.Services.GetServices<ConsoleFormatter>().First(one => one.Name == name);
        var scopes = new LoggerExternalScopeProvider();
        using var scope = scopes.Push($"scope {text}");
        using var output = new StringWriter();
        KeyValuePair<string, object?>[] state = [new("Text", text)];
        chosen.Write(
            new LogEntry<KeyValuePair<string, object?>[]>(
                LogLevel.Warning, "Mosaic.Any", new EventId(7), state, new InvalidOperationException($"exception {text}"), (values, _) => $"message {values[0].Value}"),
            scopes, output);
        return output.ToString();
    }

    private static IHost Host(string formatter)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Logging:Console:FormatterName"] = formatter,
            ["Logging:Console:FormatterOptions:IncludeScopes"] = "true",
        });
        builder.Services.AddLogging(logging => logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole());
        builder.AddServiceDefaults();
        return builder.Build();
    }

    // U+FFFD stands for a lone surrogate where the output's encoding has none.
    private static bool IsHidden(Rune rune) => rune.Value == 0xfffd || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    public sealed record OddText(string Value);

    public static class AnyText
    {
        public static Arbitrary<OddText> Texts() => Gen.OneOf(
                Gen.Choose(0, 0xa0), Gen.Elements(0x2028, 0x2029, 0x202e, 0x2066, 0xfeff, 0xd800, 0xdc00, 0xdb40, 0xdc01), Gen.Choose(0, 0xfffc))
            .Select(unit => (char)unit).ListOf().Select(units => new OddText(string.Concat(units))).ToArbitrary();
    }
}
