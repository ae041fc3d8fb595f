using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Runs an AppHost's own program inside a test. The program runs on a thread of its own; the builder it makes there finds
/// the session, waits in Build for the test, and its Run lasts until the test lets the application go.
/// </summary>
internal sealed class TestingSession(Assembly assembly, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings>? configure)
{
    private static readonly AsyncLocal<TestingSession?> CurrentSession = new();

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _described = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _mayBuild = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static TestingSession? Current => CurrentSession.Value;

    /// <summary>Starts the program.</summary>
    /// <returns>Its builder, when it is about to build.</returns>
    public Task<DistributedApplicationBuilder> StartAsync(CancellationToken cancellationToken)
    {
        var main = assembly.EntryPoint
            ?? throw new InvalidOperationException($"{assembly.GetName().Name} is no program: it has no entry point.");
        var thread = new Thread(() => Run(main)) { IsBackground = true, Name = assembly.GetName().Name };
        thread.Start();
        return _described.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Lets the program build.</summary>
    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken)
    {
        _mayBuild.TrySetResult();
        return _built.Task.WaitAsync(cancellationToken);
    }

    public void Configure(DistributedApplicationOptions options, HostApplicationBuilderSettings settings)
    {
        settings.Args = options.Args = args;
        options.AssemblyName = assembly.GetName().Name;
        options.DisableDashboard = true;
        settings.ApplicationName = options.AssemblyName;
        settings.EnvironmentName = Environments.Development;
        settings.Configuration ??= new ConfigurationManager();
        settings.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DcpPublisher:RandomizePorts"] = "true",
            ["LocalHosting:Fresh"] = "true",
            ["LocalHosting:Console"] = "false",
        });
        configure?.Invoke(options, settings);
    }

    public void OnBuilding(DistributedApplicationBuilder builder)
    {
        _described.TrySetResult(builder);
        _mayBuild.Task.GetAwaiter().GetResult();
    }

    public void OnBuilt(DistributedApplication application) => _built.TrySetResult(application);

    public void OnStopped() => _stopped.TrySetResult();

    /// <summary>Ends a program whose test never lets it build.</summary>
    public void Abandon() => _mayBuild.TrySetException(new OperationCanceledException("The test let the builder go without building."));

    public Task WhenStoppedAsync(CancellationToken cancellationToken) => _stopped.Task.WaitAsync(cancellationToken);

    private void Run(MethodInfo main)
    {
        CurrentSession.Value = this;
        try
        {
            main.Invoke(null, main.GetParameters().Length == 0 ? [] : [args]);
            EndWith(new InvalidOperationException($"{assembly.GetName().Name} ended without building a distributed application."));
        }
        catch (TargetInvocationException e)
        {
            EndWith(e.InnerException ?? e);
        }
    }

    // Whoever waits is told; what is completed already stays as it is.
    private void EndWith(Exception e)
    {
        if (!_described.TrySetException(e))
            _built.TrySetException(e);
    }
}
