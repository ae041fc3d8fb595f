namespace Mosaic.Tests.EndToEnd;

/// <summary>The tests that kill processes share a system of their own, and run beside the others.</summary>
[CollectionDefinition(Name)]
public sealed class KillCollection : ICollectionFixture<SystemFixture>
{
    public const string Name = "kills";
}
