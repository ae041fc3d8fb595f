using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Says that the resource has to do with another, for the dashboard to show.</summary>
    public static IResourceBuilder<T> WithRelationship<T>(this IResourceBuilder<T> builder, IResource resource, string type)
        where T : IResource => builder.WithAnnotation(new ResourceRelationshipAnnotation(resource, type));

    /// <summary>What a value is made of, to its ends, is what the resource refers to.</summary>
    private static IResourceBuilder<T> WithReferencesOf<T>(this IResourceBuilder<T> builder, object value)
        where T : IResource
    {
        if (value is IResource resource)
            return builder.WithRelationship(resource, KnownRelationshipTypes.Reference);
        if (value is IValueWithReferences made)
            foreach (var part in made.References)
                builder.WithReferencesOf(part);
        return builder;
    }
}
