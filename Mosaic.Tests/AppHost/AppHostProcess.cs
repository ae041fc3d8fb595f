using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Mosaic.Tests.AppHost;

/// <summary>
/// The AppHost as a program of its own, for what only a program can show: its console, its exit, and what it leaves behind. It runs in a mount
/// namespace (unshare(1)), with a temporary folder and RabbitMQ data of its own, so that it does not meet an AppHost that runs from the same checkout.
/// </summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _mark = $"MOSAIC_TEST_RUN={Guid.NewGuid():N}";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("apphost-");
    private readonly ConcurrentQueue<string> _output = new();
    private readonly Process _process;

    /// <param name="prepare">Shell commands that run first, in the mount namespace.</param>
    /// <param name="arguments">The arguments of the AppHost.</param>
    internal AppHostProcess(string prepare, params string[] arguments)
    {
        var project = Projects.Mosaic_AppHost.ProjectPath;
        var configuration = typeof(Projects.Mosaic_AppHost).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var program = Path.Combine(project, "bin", configuration, "net10.0", "Mosaic.AppHost.dll");
        var store = Path.Combine(project, "obj", ".aspire");
        Directory.CreateDirectory(store);
        var script = $"set -e; mount --bind '{_folder.CreateSubdirectory("store").FullName}' '{store}'\n{prepare}\nexec env --default-signal=INT dotnet '{program}' \"$@\"";
        string[] asRoot = Environment.IsPrivilegedProcess ? [] : ["--map-root-user"];
        var start = new ProcessStartInfo("unshare", [.. asRoot, "--mount", "sh", "-c", script, "sh", "--DcpPublisher:RandomizePorts=true", .. arguments])
        {
            WorkingDirectory = project,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[_mark.Split('=')[0]] = _mark.Split('=')[1];
        start.Environment["TMPDIR"] = _folder.CreateSubdirectory("tmp").FullName;
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
        start.Environment["ASPIRE_VERSION_CHECK_DISABLED"] = "true";
        foreach (var address in (string[])["ASPNETCORE_URLS", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"])
        {
            start.Environment[address] = $"http://localhost:{Ports.Free()}";
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    internal string Output => string.Join('\n', _output);

    /// <summary>What is in its temporary folder that is a folder.</summary>
    internal IEnumerable<string> TemporaryFolders => Directory.EnumerateDirectories(Path.Combine(_folder.FullName, "tmp"));

    /// <summary>Waits until it has written something. Fails when it ends before.</summary>
    internal async Task WritesAsync(string text)
    {
        await Eventually.True(() => _process.HasExited || Output.Contains(text, StringComparison.Ordinal), Patience);
        Assert.Contains(text, Output, StringComparison.Ordinal);
    }

    /// <summary>Sends it a signal; those it started get none.</summary>
    internal async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until it has ended.</summary>
    internal async Task<int> ExitsAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>The processes that it started, directly or not, and that still run.</summary>
    internal IReadOnlyList<int> Descendants() =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out var id) && id != _process.Id && HasMark(name))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))];

    /// <summary>The values that an environment variable has in the processes that it started.</summary>
    internal IReadOnlyList<string> ValuesOf(string variable) =>
        [.. Descendants().SelectMany(id => EnvironmentOf($"{id}")).Where(entry => entry.StartsWith($"{variable}=", StringComparison.Ordinal)).Select(entry => entry[(variable.Length + 1)..])];

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await SignalAsync("INT");
            await ExitsAsync();
        }

        await Eventually.True(() => Descendants().Count == 0, Patience);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private bool HasMark(string id) => EnvironmentOf(id).Contains(_mark);

    // A process that has ended and not been waited for has an empty environment.
    private static string[] EnvironmentOf(string id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/environ").Split('\0');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return []; // It has ended, or is somebody else's.
        }
    }
}
