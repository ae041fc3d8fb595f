using System.ComponentModel;

namespace Mosaic.RabbitMQHosting;

/// <summary>Docker or Podman.</summary>
internal static class ContainerRuntime
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Whether one answers: the command without its daemon cannot run containers.</summary>
    public static async Task<bool> IsRunningAsync(CancellationToken cancellationToken)
    {
        foreach (var path in new[] { Programs.Find("docker"), Programs.Find("podman") }.OfType<string>())
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(AnswerTimeout);
            try
            {
                if (await Programs.RunAsync(path, ["info"], _ => { }, timeout.Token) == 0)
                {
                    return true;
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // It does not answer.
            }
            catch (Win32Exception)
            {
                // It cannot even be started.
            }
        }

        return false;
    }
}
