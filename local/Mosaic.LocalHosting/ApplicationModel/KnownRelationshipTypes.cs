namespace Aspire.Hosting.ApplicationModel;

/// <summary>Types of a <see cref="ResourceRelationshipAnnotation"/>, as Aspire writes them.</summary>
internal static class KnownRelationshipTypes
{
    public const string Reference = nameof(Reference);
    public const string WaitFor = nameof(WaitFor);
}
