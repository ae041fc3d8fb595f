using System.ComponentModel;

namespace Mosaic.RabbitMQHosting;

/// <summary>Docker or Podman.</summary>
internal static class ContainerRuntime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether one answers. The command alone, without its daemon, is none.</summary>
    public static async Task<bool> IsRunningAsync(CancellationToken cancellationToken)
    {
        foreach (var path in new[] { Programs.Find("docker"), Programs.Find("podman") }.OfType<string>())
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(Patience);
            try
            {
                if (await Programs.RunAsync(path, ["info"], _ => { }, timeout.Token) == 0)
                    return true;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // It hangs.
            }
            catch (Win32Exception)
            {
                // It cannot even be started.
            }
        }

        return false;
    }
}
