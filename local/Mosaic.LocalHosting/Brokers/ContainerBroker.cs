using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Mosaic.LocalHosting.Engine;

namespace Mosaic.LocalHosting.Brokers;

/// <summary>A broker in a container that lives as long as the runtime's command in the foreground.</summary>
internal static class ContainerBroker
{
    private const int AmqpPort = 5672;
    private const int ManagementPort = 15672;

    public static LaunchSpec Prepare(RabbitMQServerResource broker, string runtime, string user, string password, RunFolders folders, RabbitMQOptions options)
    {
        var name = $"mosaic-{broker.Name}-{folders.RunId[..8]}";
        // The node's name is part of where its data lies, so it must not change with the container.
        List<string> arguments = ["run", "--rm", "--name", name, "--hostname", broker.Name, "-e", "RABBITMQ_DEFAULT_USER", "-e", "RABBITMQ_DEFAULT_PASS"];
        arguments.AddRange(["-p", Published(broker.PrimaryEndpoint, AmqpPort)]);
        if (broker.ManagementEndpoint.Exists)
            arguments.AddRange(["-p", Published(broker.ManagementEndpoint, ManagementPort)]);
        if (!folders.IsFresh && broker.Annotations.OfType<ContainerMountAnnotation>().LastOrDefault() is { } volume)
            arguments.AddRange(["-v", $"{volume.Source ?? $"{Path.GetFileName(folders.Data)}-{broker.Name}-data".ToLowerInvariant()}:/var/lib/rabbitmq"]);
        arguments.Add(options.ContainerImage);
        // By name only in the arguments, which every user of the machine can read.
        var environment = new Dictionary<string, string?> { ["RABBITMQ_DEFAULT_USER"] = user, ["RABBITMQ_DEFAULT_PASS"] = password };
        return new LaunchSpec(runtime, arguments, Path.GetTempPath(), environment);
    }

    private static string Published(EndpointReference endpoint, int inside) =>
        string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{endpoint.Port}:{inside}");
}
