using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Mosaic.LocalHosting.Engine;

/// <summary>Runs a program of this machine.</summary>
internal sealed class ExecutableLauncher(ExecutableResource executable, EnvironmentResolver resolver, HealthProbes probes) : IResourceLauncher
{
    public async Task<LaunchSpec?> PrepareAsync(int index, CancellationToken cancellationToken)
    {
        var command = executable.Command.Contains('/') ? Path.GetFullPath(executable.Command, executable.WorkingDirectory) : executable.Command;
        return new LaunchSpec(
            Executables.Find(command) ?? throw new DistributedApplicationException($"There is no program '{executable.Command}'."),
            await EnvironmentResolver.ArgumentsAsync(executable, cancellationToken),
            executable.WorkingDirectory,
            await resolver.EnvironmentAsync(executable, index, cancellationToken));
    }

    public IReadOnlyList<HealthProbe> Probes(int index) => probes.Of(executable, index);
}
