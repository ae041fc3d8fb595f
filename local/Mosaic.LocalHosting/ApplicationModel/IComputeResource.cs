namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that runs the user's code.</summary>
public interface IComputeResource : IResource;
