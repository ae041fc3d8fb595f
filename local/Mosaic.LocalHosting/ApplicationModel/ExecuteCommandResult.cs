namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command went.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>It did what it says.</summary>
    public required bool Success { get; init; }

    /// <summary>It was called off.</summary>
    public bool Canceled { get; init; }

    /// <summary>Why it did not succeed.</summary>
    public string? ErrorMessage { get; init; }
}
