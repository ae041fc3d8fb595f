using System.Globalization;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Mosaic.RabbitMQHosting;

/// <summary>
/// A server run from what is installed, as an ordinary process. Its node, ports, data, Erlang cookie and port mapper (epmd) are its own, so
/// it does not meet a server that the machine runs as a service.
/// </summary>
internal sealed class LocalServer(RabbitMQServerResource resource, LocalServerOptions options)
{
    public const string DistributionEndpoint = "distribution";
    public const string PortMapperEndpoint = "epmd";

    private const string Package = "rabbitmq-server";
    private const string HowToInstall =
        "Install RabbitMQ (Debian, Ubuntu: sudo apt-get install --no-install-recommends rabbitmq-server), or start Docker or Podman, "
        + "or set ConnectionStrings:messaging to a RabbitMQ that runs already (amqp://user:password@host:5672).";

    // The script itself: the wrapper that Debian puts on PATH changes to the user rabbitmq.
    private const string DebianPath = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "rabbitmq.sh");

    private string _home = "";

    /// <summary>Whether there is no server yet, and its package can and may be installed.</summary>
    public bool NeedsInstallation => Find(options) is null && options is { ServerPath: null, AllowInstall: true } && PackageInstaller.CanInstall;

    // As with a container, data outlives a run if there is a volume for it.
    private ContainerMountAnnotation? Volume => resource.Annotations.OfType<ContainerMountAnnotation>().LastOrDefault();

    /// <summary>Whether RabbitMQ is to be a server of this machine, and not a container.</summary>
    public static async Task<bool> IsPreferredAsync(LocalServerOptions options, CancellationToken cancellationToken) => options.Source switch
    {
        RabbitMQSource.Server => true,
        RabbitMQSource.Container => false,
        _ => OperatingSystem.IsLinux() && (options.ServerPath is not null || Find(options) is not null || !await ContainerRuntime.IsRunningAsync(cancellationToken)),
    };

    /// <summary>Installs the distribution's package.</summary>
    /// <exception cref="DistributedApplicationException">It could not be installed.</exception>
    public static Task InstallAsync(ILogger logger, CancellationToken cancellationToken) => PackageInstaller.InstallAsync(Package, logger, cancellationToken);

    /// <summary>Writes the files that the server reads when it starts.</summary>
    /// <exception cref="DistributedApplicationException">There is no server; the message says what to do.</exception>
    public async Task PrepareAsync(IAspireStore store, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new DistributedApplicationException("RabbitMQ:Source=Server needs Linux. Leave it out to use a container.");
        }

        if (Find(options) is null)
        {
            throw new DistributedApplicationException(
                options.ServerPath is { } path ? $"RabbitMQ:ServerPath is '{path}', but there is no such file." : $"RabbitMQ is missing. {HowToInstall}");
        }

        // Without a volume every start is with an empty folder, which rabbitmq.sh removes when the server has ended.
        _home = Volume switch
        {
            { Type: ContainerMountType.BindMount, Source: { } folder } => Directory.CreateDirectory(folder).FullName,
            { } => Directory.CreateDirectory(Path.Combine(store.BasePath, "rabbitmq", resource.Name)).FullName,
            null => Directory.CreateTempSubdirectory($"{resource.Name}-").FullName,
        };

        var user = await resource.UserNameReference.GetValueAsync(cancellationToken) ?? "guest";
        var password = await resource.PasswordParameter.GetValueAsync(cancellationToken) ?? "";
        WritePrivate("definitions.json", Definitions.Render(user, password));
        WritePrivate("rabbitmq.conf", Configuration());
        WritePrivate("enabled_plugins", resource.ManagementEndpoint.Exists ? "[rabbitmq_management]." : "[].");
    }

    /// <summary>The arguments of <c>/bin/sh</c>, once prepared.</summary>
    public void AddArguments(IList<object> arguments)
    {
        arguments.Add(Script);
        arguments.Add(Find(options)!);
        arguments.Add(_home);
        arguments.Add(Volume is null ? "remove" : "keep");
    }

    /// <summary>The server's environment (https://www.rabbitmq.com/docs/configure#supported-environment-variables), once prepared.</summary>
    public void SetEnvironment(IDictionary<string, object> variables)
    {
        // They are the container's; a local server gets its user from the definitions.
        variables.Remove("RABBITMQ_DEFAULT_USER");
        variables.Remove("RABBITMQ_DEFAULT_PASS");

        variables["HOME"] = _home;
        variables["RABBITMQ_NODENAME"] = $"{resource.Name}@localhost";
        variables["RABBITMQ_MNESIA_BASE"] = InHome("node");
        variables["RABBITMQ_LOG_BASE"] = InHome("log");
        variables["RABBITMQ_LOGS"] = "-";
        variables["RABBITMQ_CONFIG_FILE"] = InHome("rabbitmq.conf");
        variables["RABBITMQ_ADVANCED_CONFIG_FILE"] = InHome("advanced.config");
        variables["RABBITMQ_GENERATED_CONFIG_DIR"] = InHome("generated");
        variables["RABBITMQ_ENABLED_PLUGINS_FILE"] = InHome("enabled_plugins");
        variables["RABBITMQ_CONF_ENV_FILE"] = "/dev/null";
        variables["RABBITMQ_DIST_PORT"] = resource.GetEndpoint(DistributionEndpoint).Property(EndpointProperty.Port);
        variables["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}";
        variables["ERL_EPMD_PORT"] = resource.GetEndpoint(PortMapperEndpoint).Property(EndpointProperty.Port);
        variables["ERL_EPMD_ADDRESS"] = "127.0.0.1";
    }

    private static string? Find(LocalServerOptions options)
    {
        if (options.ServerPath is { } path)
        {
            return File.Exists(path) ? path : null;
        }

        return File.Exists(DebianPath) ? DebianPath : Programs.Find(Package);
    }

    private string Configuration()
    {
        var conf = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"listeners.tcp.1 = 127.0.0.1:{resource.PrimaryEndpoint.Port}")
            .AppendLine(CultureInfo.InvariantCulture, $"load_definitions = {InHome("definitions.json")}")
            .AppendLine("log.console = true")
            .AppendLine("log.file = false")
            // A developer's machine may have little room: no alarm that blocks publishers before it must.
            .AppendLine("disk_free_limit.absolute = 50MB")
            .AppendLine("vm_memory_high_watermark.relative = 0.6");
        if (Socket.OSSupportsIPv6)
        {
            conf.AppendLine(CultureInfo.InvariantCulture, $"listeners.tcp.2 = ::1:{resource.PrimaryEndpoint.Port}");
        }

        if (resource.ManagementEndpoint.Exists)
        {
            conf.AppendLine("management.tcp.ip = 127.0.0.1").AppendLine(CultureInfo.InvariantCulture, $"management.tcp.port = {resource.ManagementEndpoint.Port}");
        }

        return conf.ToString();
    }

    private string InHome(string name) => Path.Combine(_home, name);

    [SupportedOSPlatform("linux")]
    private void WritePrivate(string name, string content)
    {
        var path = InHome(name);
        File.Delete(path);
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        using var writer = new StreamWriter(file);
        writer.Write(content);
    }
}
