using Aspire.Hosting;

namespace Mosaic.LocalHosting.Engine;

/// <summary>A project that was built with the AppHost; the build writes a class for each.</summary>
public interface IBuiltProjectMetadata : IProjectMetadata
{
    /// <summary>The assembly that its build wrote, to be run with <c>dotnet</c>.</summary>
    public string TargetPath { get; }

    bool IProjectMetadata.SuppressBuild => true;
}
