using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mosaic.Benchmarks.Running;

/// <summary>Processes that Aspire starts for the benchmark and ends with it, however it ends.</summary>
internal static class LocalApplication
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // Long enough to install RabbitMQ first.

    /// <summary>A builder that takes free ports, keeps nothing, and says nothing on the console.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(params string[] args)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = ["--DcpPublisher:RandomizePorts=true", "--DcpPublisher:WaitForResourceCleanup=true", .. args],
            DisableDashboard = true,
        });
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
        return builder;
    }

    /// <summary>Starts everything; returns when all of it is healthy.</summary>
    public static async Task<DistributedApplication> StartAsync(IDistributedApplicationBuilder builder, CancellationToken cancellationToken)
    {
        var resources = builder.Resources.OfType<IResourceWithEndpoints>().Select(resource => resource.Name).ToList();
        var application = builder.Build();
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            await application.StartAsync(patience.Token);
            foreach (var resource in resources)
            {
                await application.ResourceNotifications.WaitForResourceHealthyAsync(resource, patience.Token);
            }

            return application;
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }
}
