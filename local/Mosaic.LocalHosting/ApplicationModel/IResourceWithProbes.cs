namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that probes can be asked of.</summary>
public interface IResourceWithProbes : IResource;
