using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A project of the solution; the build writes a class for each the AppHost refers to.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>Its project file.</summary>
    public string ProjectPath { get; }

    /// <summary>Its launch settings; null to read them from its folder.</summary>
    public LaunchSettings? LaunchSettings => null;

    /// <summary>It is built already.</summary>
    public bool SuppressBuild => false;
}
