namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resource starts by command only.</summary>
public sealed class ExplicitStartupAnnotation : IResourceAnnotation;
