namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a state is shown.</summary>
public static class KnownResourceStateStyles
{
    /// <summary>Something is wrong.</summary>
    public static readonly string Error = "error";

    /// <summary>All is well.</summary>
    public static readonly string Success = "success";

    /// <summary>On its way.</summary>
    public static readonly string Info = "info";

    /// <summary>Worth a look.</summary>
    public static readonly string Warn = "warn";
}
