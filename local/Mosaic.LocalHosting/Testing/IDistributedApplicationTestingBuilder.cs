namespace Aspire.Hosting.Testing;

/// <summary>An AppHost's builder, as its program left it just before it builds, for a test to change.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    /// <summary>Lets the AppHost's program go on to build.</summary>
    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}
