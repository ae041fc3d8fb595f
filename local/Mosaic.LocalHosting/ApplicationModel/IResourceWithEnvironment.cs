namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that is handed environment variables.</summary>
public interface IResourceWithEnvironment : IResource;
