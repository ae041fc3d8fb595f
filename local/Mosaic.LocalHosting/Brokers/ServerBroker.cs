using System.Globalization;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Mosaic.LocalHosting.Engine;

namespace Mosaic.LocalHosting.Brokers;

/// <summary>
/// A broker run from what is installed, as an ordinary child: its own node, ports, data, cookie and port mapper, apart
/// from any broker the machine runs as a service.
/// </summary>
internal static class ServerBroker
{
    private static readonly TimeSpan PredecessorTimeout = TimeSpan.FromSeconds(30);

    // The port mapper would otherwise be a daemon of its own; beside the server it ends with the server's group.
    private const string Script = """
        if command -v epmd >/dev/null; then epmd -address 127.0.0.1 -port "$ERL_EPMD_PORT" -relaxed_command_check & fi
        exec "$0"
        """;

    /// <exception cref="DistributedApplicationException">The data is in use.</exception>
    public static async Task<LaunchSpec> PrepareAsync(
        RabbitMQServerResource broker,
        string serverPath,
        string user,
        string password,
        RunFolders folders,
        CancellationToken cancellationToken)
    {
        var home = folders.CreateData(broker.Name);
        var node = Path.Combine(home, "node");
        await WaitForPredecessorAsync(node, cancellationToken);
        if (!folders.IsFresh && !broker.Annotations.OfType<ContainerMountAnnotation>().Any() && Directory.Exists(node))
            Directory.Delete(node, recursive: true);

        var definitions = Path.Combine(home, "definitions.json");
        WritePrivate(definitions, BrokerDefinitions.Render(user, password));
        WritePrivate(Path.Combine(home, "rabbitmq.conf"), Configuration(broker, definitions));
        WritePrivate(Path.Combine(home, "enabled_plugins"), broker.ManagementEndpoint.Exists ? "[rabbitmq_management]." : "[].");
        return new LaunchSpec("/bin/sh", ["-c", Script, serverPath], home, Variables(broker, home, node));
    }

    private static Dictionary<string, string?> Variables(RabbitMQServerResource broker, string home, string node)
    {
        var variables = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("RABBITMQ_", StringComparison.Ordinal) || name.StartsWith("ERL_", StringComparison.Ordinal))
            .ToDictionary(name => name, _ => (string?)null);
        variables["HOME"] = home;
        variables["RABBITMQ_NODENAME"] = $"{broker.Name}@localhost";
        variables["RABBITMQ_MNESIA_BASE"] = node;
        variables["RABBITMQ_LOG_BASE"] = Path.Combine(home, "log");
        variables["RABBITMQ_LOGS"] = "-";
        variables["RABBITMQ_CONFIG_FILE"] = Path.Combine(home, "rabbitmq.conf");
        variables["RABBITMQ_ADVANCED_CONFIG_FILE"] = Path.Combine(home, "advanced.config");
        variables["RABBITMQ_GENERATED_CONFIG_DIR"] = Path.Combine(home, "generated");
        variables["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(home, "enabled_plugins");
        variables["RABBITMQ_CONF_ENV_FILE"] = "/dev/null";
        variables["RABBITMQ_DIST_PORT"] = Text(FreePorts.Next());
        variables["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}";
        variables["ERL_EPMD_PORT"] = Text(FreePorts.Next());
        variables["ERL_EPMD_ADDRESS"] = "127.0.0.1";
        return variables;
    }

    private static string Configuration(RabbitMQServerResource broker, string definitions)
    {
        var conf = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"listeners.tcp.1 = 127.0.0.1:{broker.PrimaryEndpoint.Port}")
            .AppendLine(CultureInfo.InvariantCulture, $"load_definitions = {definitions}")
            .AppendLine("log.console = true")
            .AppendLine("log.file = false")
            // A developer's machine has little room and much else to do: no alarm that blocks publishers before it must.
            .AppendLine("disk_free_limit.absolute = 50MB")
            .AppendLine("vm_memory_high_watermark.relative = 0.6");
        if (FreePorts.HasIPv6)
            conf.AppendLine(CultureInfo.InvariantCulture, $"listeners.tcp.2 = ::1:{broker.PrimaryEndpoint.Port}");
        if (broker.ManagementEndpoint.Exists)
            conf.AppendLine("management.tcp.ip = 127.0.0.1")
                .AppendLine(CultureInfo.InvariantCulture, $"management.tcp.port = {broker.ManagementEndpoint.Port}");
        return conf.ToString();
    }

    /// <summary>A broker of a run that was killed may still be on its way down; two on the same data would spoil it.</summary>
    private static async Task WaitForPredecessorAsync(string node, CancellationToken cancellationToken)
    {
        var deadline = DateTimeOffset.UtcNow + PredecessorTimeout;
        while (RunningProcesses.With("RABBITMQ_MNESIA_BASE", node) is { Count: > 0 } pids)
        {
            if (DateTimeOffset.UtcNow > deadline)
                throw new DistributedApplicationException($"Another broker (process {pids[0]}) still uses {node}: end it first.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    private static void WritePrivate(string file, string content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(file, options);
        writer.Write(content);
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
