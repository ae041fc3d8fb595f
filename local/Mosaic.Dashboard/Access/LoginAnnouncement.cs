using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Mosaic.Dashboard.Access;

/// <summary>Says how to log in, once the pages are there.</summary>
internal sealed partial class LoginAnnouncement(
    IServer server, IHostApplicationLifetime lifetime, BrowserToken token, IOptions<FrontendOptions> options, ILogger<LoginAnnouncement> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Announce);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Announce()
    {
        // A test's server has no addresses.
        if (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is not { } address)
            return;
        var loginUrl = $"{address}{LoginEndpoints.Path}?t={token.Value}";
        if (options.Value.AuthMode == FrontendAuthMode.Unsecured)
            LogOpen(address);
        else
            LogLogin(loginUrl);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Login to the dashboard at {LoginUrl}")]
    private partial void LogLogin(string loginUrl);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The dashboard at {Address} asks for no login: everyone on this machine sees it.")]
    private partial void LogOpen(string address);
}
