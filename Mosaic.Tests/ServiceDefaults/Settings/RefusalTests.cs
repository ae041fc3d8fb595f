using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Mosaic.ServiceDefaults.Settings;
using RabbitMQ.Client;

namespace Mosaic.Tests.ServiceDefaults.Settings;

public sealed class RefusalTests
{
    public static TheoryData<string> Names => [.. Programs.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Start_WithItsDefaults_IsNotRefused(string program)
    {
        Assert.Null(Refusal(program));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Start_AnyValueOutOfItsRange_IsRefusedWithKeyVariableAndRange(string program)
    {
        var badly = new List<string>();
        foreach (var setting in SettingsOf(program))
        {
            foreach (var value in BadValues.Of(setting))
            {
                var refusal = Refusal(program, $"--{setting.Key}={value}");
                string[] expected = [setting.Key, setting.Variable, setting.Range, setting.IsSecret ? "" : $"'{value}'"];
                if (refusal is null || !expected.All(part => refusal.Contains(part, StringComparison.Ordinal)))
                {
                    badly.Add($"{setting.Key}={value}: {refusal ?? "accepted"}");
                }
            }
        }

        Assert.Empty(badly);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Start_EmptyTextForAnySetting_IsAsAbsentOrRefusedByName(string program)
    {
        var badly = new List<string>();
        foreach (var setting in SettingsOf(program))
        {
            var refusal = Refusal(program, $"--{setting.Key}{(setting.IsList ? ":0" : "")}=");
            if (refusal?.Contains(setting.Key, StringComparison.Ordinal) == false)
            {
                badly.Add($"{setting.Key}: {refusal}");
            }

            if (refusal is null && (setting.Property.IsDefined(typeof(RequiredAttribute), inherit: false) || !IsText(setting)))
            {
                badly.Add($"{setting.Key}: accepted");
            }
        }

        Assert.Empty(badly);
    }

    [Theory]
    [InlineData("websocket-service", null)]
    [InlineData("websocket-service", "")]
    [InlineData("websocket-service", " ")]
    [InlineData("device-service", "")]
    public void Start_WithoutABrokersAddress_IsRefusedByName(string program, string? address)
    {
        using var host = Programs.Build(program, address is null ? [] : [$"--ConnectionStrings:messaging={address}"]);
        var refusal = Assert.Throws<OptionsValidationException>(host.Services.GetRequiredService<IConnectionFactory>);

        Assert.Contains("ConnectionStrings:messaging must be given", Assert.Single(SettingsRefusal.FailuresOf(refusal)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Start_MisspeltKey_IsRefusedWithTheKeysThereAre(string program)
    {
        foreach (var section in SectionsOf(program).Where(section => !section.IsShared))
        {
            var refusal = Refusal(program, $"--{section.Name}:Mispelt=1");

            Assert.Contains($"{section.Name}:Mispelt is no setting", refusal, StringComparison.Ordinal);
            Assert.Contains(section.Settings[0].Key, refusal, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Start_SecretOutOfItsRange_IsNotShown()
    {
        Assert.DoesNotContain("two words", Refusal("hive-backend", "--Hive:ApiKey=two words"), StringComparison.Ordinal);
    }

    [Fact]
    public void Start_SeveralBadValues_NamesAllOfThem()
    {
        var refusal = Refusal("device-service", "--Limits:MaxMessageBytes=1", "--Delivery:Timeout=soon", "--Delivery:Concurrency=0");

        Assert.All((string[])["Limits:MaxMessageBytes", "Delivery:Timeout", "Delivery:Concurrency"],
            key => Assert.Contains(key, refusal, StringComparison.Ordinal));
    }

    [Fact]
    public void Start_BadValuesOfEveryKind_NamesAllOfThem()
    {
        var refusal = Refusal("device-service", "--Limits:Mispelt=1", "--Limits:MaxMessageBytes=1", "--Delivery:Batch=x", "--Delivery:Timeout=soon", "--Delivery:Concurrency:Value=1",
            "--Messaging:DataIn=4711", "--Hive:BaseAddress=nonsense", "--Hive:ApiKey=,");

        Assert.All((string[])["Limits:Mispelt", "Limits:MaxMessageBytes", "Delivery:Batch is no setting", "Delivery:Timeout", "Delivery:Concurrency:Value", "Messaging:DataIn is '4711'", "Hive:BaseAddress", "Hive:ApiKey"],
            key => Assert.Contains(key, refusal, StringComparison.Ordinal));
    }

    [Fact]
    public void Start_AListGivenAsOneText_IsRefusedWithTheVariableOfItsFirstItem()
    {
        var refusal = Refusal("websocket-service", "--Connections:AllowedOrigins=http://a.test,http://b.test");

        Assert.Contains("Connections:AllowedOrigins is 'http://a.test,http://b.test': it must be a list", refusal, StringComparison.Ordinal);
        Assert.Contains("Connections__AllowedOrigins__0", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AFaultThatIsNoSetting_StaysAnException() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => SettingsProgram.RunAsync("any", () => Task.FromException<int>(new InvalidOperationException("A fault."))));

    private static bool IsText(Setting setting) => setting.IsList || setting.Type == typeof(string) || setting.Type == typeof(Uri);

    private static List<SettingsSection> SectionsOf(string program)
    {
        using var host = Programs.Build(program);
        return [.. host.Services.GetServices<SettingsSection>()];
    }

    private static List<Setting> SettingsOf(string program) => [.. SectionsOf(program).SelectMany(section => section.Settings)];

    /// <summary>Why the program does not start; null when its configuration is accepted.</summary>
    private static string? Refusal(string program, params string[] settings)
    {
        try
        {
            using var host = Programs.Build(program, settings);
            host.Services.GetRequiredService<IStartupValidator>().Validate();
            return null;
        }
        catch (Exception error) when (SettingsRefusal.FailuresOf(error) is { Count: > 0 } failures)
        {
            return string.Join('\n', failures);
        }
    }
}
