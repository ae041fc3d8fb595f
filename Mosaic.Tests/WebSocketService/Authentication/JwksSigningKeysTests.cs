using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Mosaic.WebSocketService.Authentication;

namespace Mosaic.Tests.WebSocketService.Authentication;

public sealed class JwksSigningKeysTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeIssuer _issuer = new();
    private readonly FakeLogCollector _logs = new();
    private readonly JwksSigningKeys _keys;

    public JwksSigningKeysTests() => _keys = new JwksSigningKeys(
        _issuer, Options.Create(new AuthenticationOptions { JwksUrl = new Uri("http://issuer.test/jwks") }), _time, new FakeLogger<JwksSigningKeys>(_logs));

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
    public async Task Issuer_Out_TheKeysAreKeptAndOfOthersNothingIsKnown(string outage)
    {
        await IdsAsync("key-1");
        _issuer.Answer = () => outage == "unreachable" ? throw new HttpRequestException(outage) : outage;
        _time.Advance(TimeSpan.FromHours(1));

        // It may be a new one: a device whose token is good is not to be turned away for ever.
        Assert.Null(await _keys.GetAsync("unknown", default).AsTask().WaitAsync(ServiceHost.Patience));
        Assert.Equal(["key-1"], await IdsAsync("key-1"));
        Assert.Equal(["key-1"], await IdsAsync(null));

        _issuer.Answer = () => new TestIssuer("key-2").Jwks;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["key-2"], await IdsAsync("unknown"));
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

    public static TheoryData<string> Encodings => ["gzip", "x-gzip", "br", "deflate", "GZIP", "identity", "gzip,br"];

    [Theory, MemberData(nameof(Encodings))]
    public async Task Issuer_CompressesUnasked_TheKeysAreRead(string encodings)
    {
        _issuer.Content = () =>
        {
            var bytes = Encoding.UTF8.GetBytes(new TestIssuer().Jwks);
            foreach (var encoding in encodings.Split(','))
            {
                bytes = Compress(bytes, encoding);
            }

            var content = new ByteArrayContent(bytes);
            foreach (var encoding in encodings.Split(','))
            {
                content.Headers.ContentEncoding.Add(encoding);
            }

            return content;
        };

        Assert.Equal(["key-1"], await IdsAsync("key-1"));
    }

    public static TheoryData<string, string?> CharacterSets => new()
    {
        { "utf-8", "utf-8" }, { "utf-8", "\"UTF-8\"" }, { "utf-8", "utf8" }, { "utf-8", "nonsense" }, { "utf-8", "utf-7" }, { "utf-8", "" }, { "utf-8", "iso-8859-1" }, { "utf-8", null },
        { "utf-16", null }, { "utf-16", "utf-16" }, { "utf-16BE", null }, { "utf-32", null },
    };

    [Theory, MemberData(nameof(CharacterSets))]
    public async Task Issuer_BeginsWithAByteOrderMarkOrNamesACharacterSet_TheKeysAreRead(string encoding, string? named)
    {
        _issuer.Content = () =>
        {
            var content = new ByteArrayContent([.. Encoding.GetEncoding(encoding).GetPreamble(), .. Encoding.GetEncoding(encoding).GetBytes(new TestIssuer().Jwks)]);
            content.Headers.TryAddWithoutValidation("Content-Type", $"application/jwk-set+json{(named is null ? "" : $"; charset={named}")}");
            return content;
        };

        Assert.Equal(["key-1"], await IdsAsync("key-1"));
    }

    [Fact]
    public async Task Issuer_PublishesThousandsOfKeysOrMore_AreReadUpToABound()
    {
        _issuer.Answer = () => new TestIssuer().Jwks + new string(' ', JwksAnswer.MaxChars / 2);
        Assert.Equal(["key-1"], await IdsAsync("key-1"));

        // A megabyte of spaces is a few bytes on its way.
        _issuer.Content = () =>
        {
            var content = new ByteArrayContent(Compress(Encoding.UTF8.GetBytes(new TestIssuer("key-2").Jwks + new string(' ', JwksAnswer.MaxChars)), "gzip"));
            content.Headers.ContentEncoding.Add("gzip");
            return content;
        };
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await _keys.GetAsync("key-2", default).AsTask().WaitAsync(ServiceHost.Patience));
        Assert.Equal(["key-1"], await IdsAsync("key-1"));
        Assert.Contains(_logs.GetSnapshot(), record => record.Exception?.Message.Contains("more than", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Issuer_CompressesInAWayThatIsNotKnown_IsRefusedByName()
    {
        _issuer.Content = () =>
        {
            var content = new StringContent("?");
            content.Headers.ContentEncoding.Add("zstd");
            return content;
        };

        Assert.Null(await _keys.GetAsync("key-1", default));
        Assert.Contains(_logs.GetSnapshot(), record => record.Exception?.Message.Contains("'zstd'", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Issuer_AnswersThatNothingHasChanged_TheKeysAreFresh()
    {
        await IdsAsync("key-1");
        _issuer.Status = HttpStatusCode.NotModified;
        _time.Advance(TimeSpan.FromMinutes(11));
        await IdsAsync("key-1");
        await Eventually.True(() => _issuer.Fetches == 2, ServiceHost.Patience);
        _time.Advance(TimeSpan.FromSeconds(1));
        await IdsAsync("unknown"); // Behind that fetch.
        var fetches = _issuer.Fetches;
        await IdsAsync("key-1");

        Assert.Equal(fetches, _issuer.Fetches);
        Assert.Equal(["key-1"], await IdsAsync("key-1"));
    }

    [Theory]
    [InlineData(HttpStatusCode.Found)]
    [InlineData(HttpStatusCode.NotModified)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task Issuer_AnswersWithoutKeys_ThereAreNoneAndTheLogSaysWhy(HttpStatusCode status)
    {
        _issuer.Status = status;

        Assert.Null(await _keys.GetAsync("key-1", default));
        Assert.Contains(_logs.GetSnapshot(), record => record.Exception?.Message.Contains($"{(int)status}", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Issuer_PublishesAMalformedKey_ItIsLeftOutAndLoggedOnce()
    {
        for (var fetch = 0; fetch < 3; fetch++)
        {
            _issuer.Answer = () => new TestIssuer($"key-{fetch}").Jwks.Replace("[", "[{\"kty\":\"RSA\",\"kid\":7},", StringComparison.Ordinal);
            Assert.Equal([$"key-{fetch}"], await IdsAsync($"key-{fetch}"));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Single(_logs.GetSnapshot(), record => record.Message.Contains("left out", StringComparison.Ordinal));
    }

    private static byte[] Compress(byte[] bytes, string encoding)
    {
        using var compressed = new MemoryStream();
        Stream stream = encoding.ToUpperInvariant() switch
        {
            "GZIP" or "X-GZIP" => new GZipStream(compressed, CompressionMode.Compress),
            "BR" => new BrotliStream(compressed, CompressionMode.Compress),
            "DEFLATE" => new ZLibStream(compressed, CompressionMode.Compress),
            _ => new BufferedStream(compressed),
        };
        using (stream)
        {
            stream.Write(bytes);
        }

        return compressed.ToArray();
    }

    /// <summary>The ids of the keys that are given; none when they are not to be had.</summary>
    private async Task<string[]> IdsAsync(string? keyId) =>
        [.. (await _keys.GetAsync(keyId, default).AsTask().WaitAsync(ServiceHost.Patience) ?? []).Select(key => key.KeyId)];

    private sealed class FakeIssuer : HttpMessageHandler, IHttpClientFactory
    {
        private int _fetches;

        public Func<string> Answer { get; set; } = () => new TestIssuer().Jwks;

        /// <summary>Instead of <see cref="Answer"/>.</summary>
        public Func<HttpContent>? Content { get; set; }

        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public int Fetches => Volatile.Read(ref _fetches);

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _fetches);
            return Task.FromResult(new HttpResponseMessage(Status) { Content = Content?.Invoke() ?? new StringContent(Answer()) });
        }
    }
}
