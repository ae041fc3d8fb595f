using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Mosaic.WebSocketService.Authentication;

namespace Mosaic.Tests.WebSocketService.Authentication;

public sealed class JwksSigningKeysTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeIssuer _issuer = new();
    private readonly JwksSigningKeys _keys;

    public JwksSigningKeysTests() => _keys = new JwksSigningKeys(
        _issuer, Options.Create(new AuthenticationOptions { JwksUrl = new Uri("http://issuer.test/jwks") }), _time, NullLogger<JwksSigningKeys>.Instance);

    [Fact]
    public async Task Keys_AskedForOften_AreFetchedOnce()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(["key-1"], await IdsAsync("key-1"));
            Assert.Equal(["key-1"], await IdsAsync(null));
        }

        Assert.Equal(1, _issuer.Fetches);
    }

    [Fact]
    public async Task Keys_UnknownKeyId_AreFetchedAnew()
    {
        await IdsAsync("key-1");
        _issuer.Answer = () => new TestIssuer("key-2").Jwks;
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["key-2"], await IdsAsync("key-2"));
        Assert.Equal(2, _issuer.Fetches);
    }

    [Fact]
    public async Task Keys_UnknownKeyIdsInMasses_AreFetchedAtMostOnceASecond()
    {
        await IdsAsync("key-1");
        var asking = Enumerable.Range(0, 100).Select(number => IdsAsync($"unknown-{number}")).ToArray();
        Assert.Equal(1, _issuer.Fetches);
        Assert.DoesNotContain(asking, asked => asked.IsCompleted);

        // The fetch waits for the second to pass; the clock moves on until it has begun to wait.
        await Eventually.True(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return Array.TrueForAll(asking, asked => asked.IsCompleted);
        }, ServiceHost.Patience);

        Assert.Equal(2, _issuer.Fetches);
    }

    [Fact]
    public async Task Keys_Old_AreUsedAndFetchedAnewBesides()
    {
        await IdsAsync("key-1");
        _time.Advance(TimeSpan.FromMinutes(11));
        _issuer.Answer = () => new TestIssuer("key-2").Jwks;

        Assert.Equal(["key-1"], await IdsAsync("key-1"));
        await Eventually.True(() => _issuer.Fetches == 2, ServiceHost.Patience);
        await Eventually.True(async () => (await IdsAsync(null)).SequenceEqual(["key-2"]), ServiceHost.Patience);
    }

    public static TheoryData<string> Outages => new() { "unreachable", "<html>", "{}", "{\"keys\":[]}" };

    [Theory, MemberData(nameof(Outages))]
    public async Task Issuer_Out_TheKeysAreKept(string outage)
    {
        await IdsAsync("key-1");
        _issuer.Answer = () => outage == "unreachable" ? throw new HttpRequestException(outage) : outage;
        _time.Advance(TimeSpan.FromHours(1));
        var unknown = IdsAsync("unknown");

        Assert.Equal(["key-1"], await unknown);
        Assert.Equal(["key-1"], await IdsAsync("key-1"));
    }

    [Fact]
    public async Task Issuer_NeverReached_GivesNoKeysAndThenIsAskedAgain()
    {
        _issuer.Answer = () => throw new HttpRequestException("unreachable");
        Assert.Null(await _keys.GetAsync("key-1", default).AsTask().WaitAsync(ServiceHost.Patience));

        _issuer.Answer = () => new TestIssuer().Jwks;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["key-1"], await IdsAsync("key-1"));
    }

    [Fact]
    public async Task Issuer_PublishesASecret_ItIsNoKey()
    {
        _issuer.Answer = () => new TestSecret().Beside(new TestIssuer().Jwks);

        Assert.Equal(["key-1"], await IdsAsync("key-1"));
    }

    [Fact]
    public async Task Issuer_PublishesAKeyWithoutUse_ItIsAKey()
    {
        _issuer.Answer = () => new TestIssuer().Jwks.Replace(",\"use\":\"sig\"", "", StringComparison.Ordinal);

        Assert.Equal(["key-1"], await IdsAsync("key-1"));
    }

    /// <summary>The ids of the keys that are given; none when they are not to be had.</summary>
    private async Task<string[]> IdsAsync(string? keyId) =>
        [.. (await _keys.GetAsync(keyId, default).AsTask().WaitAsync(ServiceHost.Patience) ?? []).Select(key => key.KeyId)];

    private sealed class FakeIssuer : HttpMessageHandler, IHttpClientFactory
    {
        private int _fetches;

        public Func<string> Answer { get; set; } = () => new TestIssuer().Jwks;

        public int Fetches => Volatile.Read(ref _fetches);

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _fetches);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Answer()) });
        }
    }
}
