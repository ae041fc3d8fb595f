using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Mosaic.WebSocketService.Authentication;

namespace Mosaic.Tests.WebSocketService.Authentication;

/// <summary>An issuer's keys over HTTP, from a server that does what HTTP allows.</summary>
public sealed class JwksOverHttpTests : IAsyncDisposable
{
    private static readonly string Jwks = new TestIssuer().Jwks;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _disposed = new();
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogCollector _logs = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
    private readonly Task _serving;
    private string _answer = "";
    private bool _staysOpen;

    public JwksOverHttpTests()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public static TheoryData<string> Answers =>
    [
        Answer("200 OK", $"Content-Length: {Jwks.Length}", Jwks),
        Answer("200 OK", "Content-Type: text/html", Jwks), // Of no stated length: to the end of the connection.
        Answer("200 OK", "Transfer-Encoding: chunked", $"5;extension=1\r\n{Jwks[..5]}\r\n{Jwks.Length - 5:X}\r\n{Jwks[5..]}\r\n0\r\nTrailer: 1\r\n\r\n"),
        Answer("203 Non-Authoritative Information", "", Jwks),
        $"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n{Answer("200 OK", "", Jwks)}",
        Answer("200 OK", "", Jwks).Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal),
        Answer("301 Moved Permanently", "Location: /moved", ""),
        Answer("302 Found", "Location: moved", "see there"),
        Answer("303 See Other", "Location: /moved?a=1#fragment", ""),
        Answer("307 Temporary Redirect", "Location: /x/../moved", ""),
        Answer("308 Permanent Redirect", "Location: /moved", ""),
    ];

    [Theory, MemberData(nameof(Answers))]
    public async Task Issuer_AnswersAsHttpAllows_TheKeysAreRead(string answer)
    {
        _answer = answer;

        Assert.Equal(["key-1"], (await KeysAsync())?.Select(key => key.KeyId));
    }

    public static TheoryData<string, string> Failures => new()
    {
        { Answer("302 Found", "Location: /", ""), "302" },
        { Answer("302 Found", "", ""), "302" },
        { Answer("300 Multiple Choices", "", "{}"), "300" },
        { Answer("204 No Content", "", ""), "not JSON" },
        { Answer("429 Too Many Requests", "Retry-After: 99999999999", ""), "429" },
        { Answer("200 OK", $"Content-Length: {Jwks.Length + 1}", Jwks), "" },
        { Answer("200 OK", "Content-Encoding: gzip", Jwks), "" },
        { "SSH-2.0-OpenSSH_9.2\r\n", "" },
        { "", "" },
    };

    [Theory, MemberData(nameof(Failures))]
    public async Task Issuer_GivesNoKeys_ThereAreNoneUntilItDoesAndTheLogSaysWhy(string answer, string why)
    {
        _answer = answer;
        Assert.Null(await KeysAsync());
        Assert.Contains(_logs.GetSnapshot(), record => record.Exception?.Message.Contains(why, StringComparison.Ordinal) == true);

        _answer = Answer("200 OK", "", Jwks);
        Assert.NotNull(await KeysAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")]
    public async Task Issuer_StopsInTheMiddle_IsGivenUp(string answer)
    {
        _answer = answer;
        _staysOpen = true;

        Assert.Null(await KeysAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        _listener.Stop();
        await _serving;
        await _services.DisposeAsync();
        _disposed.Dispose();
    }

    private static string Answer(string status, string header, string body) =>
        $"HTTP/1.1 {status}\r\nConnection: close\r\n{(header.Length == 0 ? "" : $"{header}\r\n")}\r\n{body}";

    /// <summary>The keys, fetched anew; null when they are not to be had.</summary>
    private async Task<IReadOnlyList<SigningKey>?> KeysAsync()
    {
        var options = new AuthenticationOptions { JwksUrl = new Uri($"http://{_listener.LocalEndpoint}/") };
        var keys = new JwksSigningKeys(_services.GetRequiredService<IHttpClientFactory>(), Options.Create(options), _time, new FakeLogger<JwksSigningKeys>(_logs));
        var asking = keys.GetAsync("key-1", default).AsTask();
        await Eventually.True(() =>
        {
            if (_staysOpen)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
            }

            return asking.IsCompleted;
        }, ServiceHost.Patience);
        return await asking;
    }

    private async Task ServeAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_disposed.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
            var request = await reader.ReadLineAsync(_disposed.Token);
            while (await reader.ReadLineAsync(_disposed.Token) is { Length: > 0 })
            {
            }

            var moved = request!.Contains("moved", StringComparison.Ordinal);
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(moved ? Answer("200 OK", "", Jwks) : _answer), _disposed.Token);
            if (_staysOpen)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _disposed.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }
}
