namespace Mosaic.Tests.Browser;

/// <summary>One system for all tests with a browser.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<BrowserFixture>
{
    internal const string Name = "browser";
}
