namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that is handed arguments.</summary>
public interface IResourceWithArgs : IResource;
