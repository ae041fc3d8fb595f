using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text.Json;
using Mosaic.Tests.Deploy;

namespace Mosaic.Tests.ServiceDefaults.Settings;

/// <summary>The programs as processes: what is wrong with what they are given is one line on the standard error, and exit code 1.</summary>
public sealed class StartRefusalTests : IDisposable
{
    private const string InUse = "<in use>";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string[] Servers = ["websocket-service", "device-service", "hive-backend", "device-simulator"];
    private static readonly string[] Services = ["websocket-service", "device-service"];

    // What each needs to start; nothing listens on port 9.
    private static readonly Dictionary<string, (string Project, string[] Settings)> Programs = new()
    {
        ["websocket-service"] = ("Mosaic.WebSocketService", ["Authentication__JwksUrl=http://127.0.0.1:9/", "ConnectionStrings__messaging=amqp://127.0.0.1:9"]),
        ["device-service"] = ("Mosaic.DeviceService", ["Hive__ApiKey=key", "Hive__WebhookSecret=secret", "ConnectionStrings__messaging=amqp://127.0.0.1:9"]),
        ["hive-backend"] = ("Mosaic.HiveBackendStub", ["Hive__ApiKey=key", "Hive__WebhookSecret=secret"]),
        ["device-simulator"] = ("tools/Mosaic.DeviceSimulator", []),
        ["benchmarks"] = ("tools/Mosaic.Benchmarks", []),
        ["apphost"] = ("Mosaic.AppHost",
            ["ASPIRE_ALLOW_UNSECURED_TRANSPORT=true", "ASPNETCORE_URLS=http://localhost:1", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://localhost:1"]),
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("refusal-");

    /// <summary>Programs, what is wrong, and what the line names.</summary>
    public static TheoryData<string, string, string> BadSettings
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            Add(Servers, "ASPNETCORE_URLS=nonsense", "'nonsense'", "urls (environment variable ASPNETCORE_URLS)");
            Add(Servers, $"ASPNETCORE_URLS=http://127.0.0.1:{InUse}", "address already in use", "ASPNETCORE_URLS");
            Add(Servers, "Logging__LogLevel__Default=Loud", "Logging:LogLevel:Default is 'Loud'", "Logging__LogLevel__Default");
            Add(["websocket-service"], "ASPNETCORE_URLS=http://:99999", "'http://:99999'");
            Add(["websocket-service"], "ASPNETCORE_URLS=http://localhost:abc", "port");
            Add(["websocket-service"], "ASPNETCORE_URLS=http://localhost:70000", "port");
            Add(["websocket-service"], "ASPNETCORE_URLS=http://192.0.2.1:5000", "'http://192.0.2.1:5000'");
            Add(["websocket-service"], "ASPNETCORE_URLS=http://unix:/nonexistent/socket", "unix:/nonexistent/socket");
            Add(["websocket-service"], "ASPNETCORE_URLS=ftp://127.0.0.1:0", "'ftp://127.0.0.1:0'");
            Add(["websocket-service"], "ASPNETCORE_URLS=http://a\u001b[31m\nb:x", @"a\u001b[31m\u000ab");
            Add(["websocket-service"], "ASPNETCORE_URLS=https://127.0.0.1:0|Kestrel__Certificates__Default__Path=/nonexistent/a.pfx", "/nonexistent/a.pfx", "Kestrel__Certificates__Default");
            Add(["device-service"], "ASPNETCORE_URLS=|ASPNETCORE_HTTP_PORTS=abc", "http_ports", "ASPNETCORE_HTTP_PORTS");
            Add(["device-service"], "Kestrel__Endpoints__Main__Url=nonsense", "'nonsense'", "Kestrel__Endpoints__Main__");
            Add(["device-service"], "Kestrel__Endpoints__Main__Url=http://127.0.0.1:0|Kestrel__Endpoints__Main__Protocols=Http9", "'Http9'", "Kestrel__Endpoints__Main__Protocols");
            Add(["hive-backend"], "Kestrel__Limits__MaxConcurrentConnections=9", "Kestrel:Limits:MaxConcurrentConnections");
            Add(["hive-backend"], "DOTNET_CONTENTROOT=/nonexistent", "/nonexistent", "DOTNET_CONTENTROOT");
            Add(["hive-backend"], "DOTNET_shutdownTimeoutSeconds=soon", "shutdownTimeoutSeconds is 'soon'");
            Add(["hive-backend"], "OTEL_EXPORTER_OTLP_ENDPOINT=nonsense", "OTEL_EXPORTER_OTLP_ENDPOINT is 'nonsense'");
            Add(["hive-backend"], "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9|OTEL_EXPORTER_OTLP_PROTOCOL=pigeon", "OTEL_EXPORTER_OTLP_PROTOCOL is 'pigeon'");
            Add(["device-simulator"], "services__hive-backend__http__0=::::", "services:hive-backend:http:0 is '::::'");
            Add(["device-simulator"], "Logging__Console__FormatterName=fancy", "Logging:Console:FormatterName is 'fancy'");
            foreach (var address in (string[])["localhost", "localhost:5672", "http://localhost", "amqp://localhost:99999", "amqp://u:se#cret@localhost", "amqp://localhost/a/b", "amqps://"])
            {
                Add(["websocket-service"], $"ConnectionStrings__messaging={address}", "ConnectionStrings:messaging must be", "ConnectionStrings__messaging");
            }

            Add([.. Services, "apphost"], "ConnectionStrings__messaging=localhost", "ConnectionStrings:messaging must be", "ConnectionStrings__messaging");
            Add(Services, "Aspire__RabbitMQ__Client__MaxConnectRetryCount=lots", "Aspire:RabbitMQ:Client:MaxConnectRetryCount", "Aspire__RabbitMQ__Client__MaxConnectRetryCount");
            Add(Services, "Aspire__RabbitMQ__Client__ConnectionFactory__RequestedFrameMax=lots", "RequestedFrameMax");
            Add(Services, "Aspire__RabbitMQ__Client__ConnectionFactory__ContinuationTimeout=-00:00:05", "Aspire:RabbitMQ:Client:ConnectionFactory:ContinuationTimeout is '-00:00:05'");
            Add(Servers, "AllowedHosts=http://a.test:80", "AllowedHosts is 'http://a.test:80'", "environment variable AllowedHosts");
            Add(["apphost"], "Replicas=x", "'x' at 'Replicas'");
            Add(["apphost"], "Replicas=0", "Replicas is '0'");
            Add(["apphost"], "Simulator=perhaps", "'perhaps' at 'Simulator'");
            Add(["apphost"], "ASPNETCORE_URLS=nonsense", "ASPNETCORE_URLS is 'nonsense'");
            Add(["apphost"], $"ASPNETCORE_URLS=http://localhost:{InUse}", "In use by another program");
            Add(["apphost"], "Logging__LogLevel__Default=Loud", "Logging:LogLevel:Default is 'Loud'");
            return data;

            void Add(string[] programs, string settings, params string[] named)
            {
                foreach (var program in programs)
                {
                    data.Add(program, settings, string.Join('|', named));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(BadSettings))]
    public async Task Start_WithABadSetting_SaysWhichInOneLine(string program, string settings, string named)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        await AssertRefusedAsync(program, settings.Replace(InUse, $"{((IPEndPoint)other.LocalEndpoint).Port}", StringComparison.Ordinal).Split('|'), [], named.Split('|'));
    }

    [Theory]
    [InlineData("{ \"Logging\": ")]
    [InlineData("[1]")]
    [InlineData("{ \"a\": 1, \"A\": 2 }")]
    public async Task Start_WithSettingsThatAreNoJson_NamesTheFile(string text)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "appsettings.json"), text);
        foreach (var program in Servers)
        {
            await AssertRefusedAsync(program, [], [], [Path.Combine(_folder.FullName, "appsettings.json")]);
        }
    }

    [Theory]
    [InlineData("device-simulator", "--devices x", "--devices is 'x'")]
    [InlineData("device-simulator", "--duration 1e300", "--duration is '1e300'")]
    [InlineData("device-simulator", "--nonsense", "--nonsense")]
    [InlineData("device-simulator", "--endpoint nonsense", "'nonsense'")]
    [InlineData("benchmarks", "--rounds x", "--rounds is 'x'")]
    [InlineData("benchmarks", "--seconds 0", "--seconds is '0'")]
    [InlineData("benchmarks", "--only nope", "--only")]
    [InlineData("benchmarks", "bare-websocket 99999", "'99999'")]
    public async Task Start_WithABadArgument_SaysWhichInOneLine(string program, string arguments, string named) =>
        await AssertRefusedAsync(program, [], arguments.Split(' '), [named]);

    [Fact]
    public async Task Start_InAContainer_LogsAnObjectALine()
    {
        using var process = Start("hive-backend", [$"Stub__DataPath={_folder.FullName}", "DOTNET_RUNNING_IN_CONTAINER=true"], []);
        try
        {
            var started = false;
            while (!started && await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
            {
                started = JsonDocument.Parse(line).RootElement.GetProperty("Message").GetString()!.StartsWith("Now listening on", StringComparison.Ordinal);
            }

            Assert.True(started, "It has ended.");
        }
        finally
        {
            process.Kill();
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task AssertRefusedAsync(string program, string[] settings, string[] arguments, string[] named)
    {
        using var process = Start(program, settings, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        var line = Assert.Single((await error).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"{program}: ", line, StringComparison.Ordinal);
        Assert.All(named, part => Assert.Contains(part, line, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", await output, StringComparison.Ordinal);
        Assert.DoesNotContain("cret", line, StringComparison.Ordinal);
        Assert.Equal(1, process.ExitCode);
    }

    private Process Start(string program, string[] settings, string[] arguments)
    {
        var (project, required) = Programs[program];
        var configuration = typeof(StartRefusalTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var path = Repository.PathOf(project, "bin", configuration, "net10.0", $"{Path.GetFileName(project)}.dll");
        var start = new ProcessStartInfo("dotnet", [path, .. arguments]) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var setting in (string[])["ASPNETCORE_URLS=http://127.0.0.1:0", "DOTNET_RUNNING_IN_CONTAINER=", .. required, .. settings])
        {
            start.Environment[setting.Split('=', 2)[0]] = setting.Split('=', 2)[1];
        }

        return Process.Start(start)!;
    }
}
