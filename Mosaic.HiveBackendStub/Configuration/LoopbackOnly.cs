using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Mosaic.HiveBackendStub.Configuration;

internal static class LoopbackOnly
{
    /// <summary>Refuses, before it is bound, an address that others than this machine can reach.</summary>
    internal static void Check(ListenOptions listen)
    {
        // Without an IP address it is a Unix socket, which only this machine reaches.
        if (listen.IPEndPoint is { } endpoint && !IPAddress.IsLoopback(endpoint.Address))
            throw new OptionsValidationException(StubOptions.Section, typeof(StubOptions),
            [
                $"The stub would listen on {endpoint}, but its API is open and meant for this machine alone: " +
                "use a localhost address, or set Stub:AllowRemote to true where the network is private.",
            ]);
    }
}
