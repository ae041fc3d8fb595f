namespace Aspire.Hosting;

/// <summary>How a project is added.</summary>
public class ProjectResourceOptions
{
    /// <summary>Its launch settings are not used.</summary>
    public bool ExcludeLaunchProfile { get; set; }
}
