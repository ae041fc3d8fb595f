using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Mosaic.RabbitMQHosting;

/// <summary>
/// A server run from what is installed, as an ordinary child: its own node, ports, data, cookie and port mapper, apart from any server
/// that the machine runs as a service.
/// </summary>
internal sealed class LocalServer(RabbitMQServerResource resource, LocalServerOptions options)
{
    public const string DistributionEndpoint = "distribution";
    public const string PortMapperEndpoint = "epmd";

    // The script itself, not the wrapper that the distributions put on PATH, which changes the user.
    private static readonly string[] KnownPaths =
    [
        "/usr/lib/rabbitmq/bin/rabbitmq-server",
        "/opt/homebrew/opt/rabbitmq/sbin/rabbitmq-server",
        "/usr/local/opt/rabbitmq/sbin/rabbitmq-server",
    ];

    private string _home = "";

    /// <summary>What starts and ends the server.</summary>
    public static string Script { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "rabbitmq.sh");

    /// <summary>The server's program; known when it has been prepared.</summary>
    public string Path { get; private set; } = "";

    // As with a container, data outlives a run if there is a volume for it.
    private ContainerMountAnnotation? Volume => resource.Annotations.OfType<ContainerMountAnnotation>().LastOrDefault();

    /// <summary>Whether RabbitMQ is to be a server of this machine, and not a container.</summary>
    public static async Task<bool> IsPreferredAsync(LocalServerOptions options, CancellationToken cancellationToken) => options.Source switch
    {
        RabbitMQSource.Server => true,
        RabbitMQSource.Container => false,
        _ => Find(options) is not null || !await ContainerRuntime.IsRunningAsync(cancellationToken),
    };

    /// <summary>Installs what is missing and writes the files that the server reads when it starts.</summary>
    public async Task PrepareAsync(IAspireStore store, ILogger logger, Func<string, Task> sayAsync, CancellationToken cancellationToken)
    {
        if (Find(options) is null && options.AllowInstall && PackageInstaller.CanInstall)
        {
            await sayAsync("Installing RabbitMQ");
            await PackageInstaller.InstallAsync("rabbitmq-server", logger, cancellationToken);
            await sayAsync(KnownResourceStates.Starting);
        }

        Path = Find(options) ?? throw new DistributedApplicationException(
            "RabbitMQ is missing. Install it (Debian, Ubuntu: sudo apt-get install --no-install-recommends rabbitmq-server; macOS: brew install rabbitmq), "
            + "or start docker or podman, or set ConnectionStrings:messaging to a broker that runs (amqp://user:password@host:5672).");

        // Without a volume every start is a fresh one; rabbitmq.sh removes what it leaves.
        _home = Volume switch
        {
            { Type: ContainerMountType.BindMount, Source: { } folder } => Directory.CreateDirectory(folder).FullName,
            { } => Directory.CreateDirectory(System.IO.Path.Combine(store.BasePath, "rabbitmq", resource.Name)).FullName,
            null => Directory.CreateTempSubdirectory($"{resource.Name}-").FullName,
        };

        var user = await resource.UserNameReference.GetValueAsync(cancellationToken) ?? "guest";
        var password = await resource.PasswordParameter.GetValueAsync(cancellationToken) ?? "";
        WritePrivate("definitions.json", Definitions.Render(user, password));
        WritePrivate("rabbitmq.conf", Configuration());
        WritePrivate("enabled_plugins", resource.ManagementEndpoint.Exists ? "[rabbitmq_management]." : "[].");
    }

    public void SetEnvironment(IDictionary<string, object> variables)
    {
        // The container's; here the user comes from the definitions.
        variables.Remove("RABBITMQ_DEFAULT_USER");
        variables.Remove("RABBITMQ_DEFAULT_PASS");

        variables["MOSAIC_RABBITMQ_HOME"] = _home;
        variables["MOSAIC_RABBITMQ_KEEP"] = Volume is null ? "" : "yes";
        variables["HOME"] = _home;
        variables["RABBITMQ_NODENAME"] = $"{resource.Name}@localhost";
        variables["RABBITMQ_MNESIA_BASE"] = File("node");
        variables["RABBITMQ_LOG_BASE"] = File("log");
        variables["RABBITMQ_LOGS"] = "-";
        variables["RABBITMQ_CONFIG_FILE"] = File("rabbitmq.conf");
        variables["RABBITMQ_ADVANCED_CONFIG_FILE"] = File("advanced.config");
        variables["RABBITMQ_GENERATED_CONFIG_DIR"] = File("generated");
        variables["RABBITMQ_ENABLED_PLUGINS_FILE"] = File("enabled_plugins");
        variables["RABBITMQ_CONF_ENV_FILE"] = "/dev/null";
        variables["RABBITMQ_DIST_PORT"] = resource.GetEndpoint(DistributionEndpoint).Property(EndpointProperty.Port);
        variables["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}";
        variables["ERL_EPMD_PORT"] = resource.GetEndpoint(PortMapperEndpoint).Property(EndpointProperty.Port);
        variables["ERL_EPMD_ADDRESS"] = "127.0.0.1";
    }

    private static string? Find(LocalServerOptions options) =>
        options.ServerPath is not { } path ? KnownPaths.FirstOrDefault(System.IO.File.Exists) ?? Programs.Find("rabbitmq-server")
        : System.IO.File.Exists(path) ? path
        : throw new DistributedApplicationException($"RabbitMQ:ServerPath is '{path}', but there is no such file.");

    private string Configuration()
    {
        var conf = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"listeners.tcp.1 = 127.0.0.1:{resource.PrimaryEndpoint.Port}")
            .AppendLine(CultureInfo.InvariantCulture, $"load_definitions = {File("definitions.json")}")
            .AppendLine("log.console = true")
            .AppendLine("log.file = false")
            // A developer's machine has little room and much else to do: no alarm that blocks publishers before it must.
            .AppendLine("disk_free_limit.absolute = 50MB")
            .AppendLine("vm_memory_high_watermark.relative = 0.6");
        if (Socket.OSSupportsIPv6)
            conf.AppendLine(CultureInfo.InvariantCulture, $"listeners.tcp.2 = ::1:{resource.PrimaryEndpoint.Port}");
        if (resource.ManagementEndpoint.Exists)
            conf.AppendLine("management.tcp.ip = 127.0.0.1").AppendLine(CultureInfo.InvariantCulture, $"management.tcp.port = {resource.ManagementEndpoint.Port}");
        return conf.ToString();
    }

    private string File(string name) => System.IO.Path.Combine(_home, name);

    private void WritePrivate(string name, string content)
    {
        var mode = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(File(name), mode);
        writer.Write(content);
    }
}
