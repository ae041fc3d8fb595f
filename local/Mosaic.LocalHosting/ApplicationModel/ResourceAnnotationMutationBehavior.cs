namespace Aspire.Hosting.ApplicationModel;

/// <summary>What happens to annotations of the same type.</summary>
public enum ResourceAnnotationMutationBehavior
{
    /// <summary>The new one is added beside them.</summary>
    Append = 0,

    /// <summary>The new one takes their place.</summary>
    Replace = 1,
}
