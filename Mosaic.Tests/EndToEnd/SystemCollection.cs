namespace Mosaic.Tests.EndToEnd;

/// <summary>The tests that share one running system.</summary>
[CollectionDefinition(Name)]
public sealed class SystemCollection : ICollectionFixture<SystemFixture>
{
    public const string Name = "system";
}
