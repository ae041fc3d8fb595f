namespace Aspire.Hosting;

/// <summary>How an application's builder is made.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>The arguments of the AppHost.</summary>
    public string[]? Args { get; set; }

    /// <summary>The AppHost's assembly; null for the program's own.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>The folder of the AppHost project; null for what its build wrote down.</summary>
    public string? ProjectDirectory { get; set; }

    /// <summary>No view of the application besides the API.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>What the resources write goes to the AppHost's log too.</summary>
    public bool EnableResourceLogging { get; set; }

    /// <summary>Plain http is fine.</summary>
    public bool AllowUnsecuredTransport { get; set; }
}
