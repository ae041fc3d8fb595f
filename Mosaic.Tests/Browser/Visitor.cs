using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Mosaic.Tests.Browser;

/// <summary>Somebody with a browser of their own; sees to it that no page fails or asks for anything outside this machine.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    /// <param name="context">The browser context.</param>
    /// <param name="console">Where Mosaic's own pages are: an error in a page of Aspire's dashboard is none of ours.</param>
    public Visitor(IBrowserContext context, Uri console)
    {
        _context = context;
        _context.Request += (_, request) => CheckAddress(request.Url);
        _context.WebError += (_, error) =>
        {
            if (error.Page is { } page && new Uri(page.Url).Authority == console.Authority)
            {
                _complaints.Enqueue($"error in a page: {error.Error}");
            }
        };
        _context.Console += (_, message) =>
        {
            if (message.Type == "error" && message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
            {
                _complaints.Enqueue(message.Text);
            }
        };
    }

    public async Task<IPage> OpenAsync(Uri address)
    {
        var page = await _context.NewPageAsync();
        await page.GotoAsync(address.AbsoluteUri);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Empty(_complaints);
    }

    private void CheckAddress(string address)
    {
        var uri = new Uri(address);
        if (uri.Scheme is "http" or "https" or "ws" or "wss" && !uri.IsLoopback)
        {
            _complaints.Enqueue($"asked for {address}");
        }
    }
}
