using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.ServiceDiscovery;
using Mosaic.DeviceService.Api;

namespace Mosaic.DeviceService.Deliver;

/// <summary>Where deliveries are posted: looked up by service discovery, and taken in turn where it knows several addresses.</summary>
internal sealed class HiveAddress(ServiceEndpointResolver resolver, IOptions<HiveOptions> options)
{
    private const string Path = "/device-events";

    private readonly Uri _configured = new(options.Value.BaseAddress);
    private readonly string _authority = new Uri(options.Value.BaseAddress).GetLeftPart(UriPartial.Authority);
    private Resolved? _resolved;
    private uint _turn;

    /// <summary>The address for the next post.</summary>
    public async ValueTask<Uri> GetAsync(CancellationToken cancellationToken)
    {
        var source = await resolver.GetEndpointsAsync(_authority, cancellationToken);
        var resolved = _resolved;
        if (resolved is null || resolved.Source != source)
        {
            _resolved = resolved = new Resolved(source, AddressesOf(source));
        }

        return resolved.Addresses[Interlocked.Increment(ref _turn) % resolved.Addresses.Length];
    }

    private Uri[] AddressesOf(ServiceEndpointSource source) =>
        source.Endpoints.Count == 0 ? [At(_configured)] : [.. source.Endpoints.Select(endpoint => At(Locate(endpoint.EndPoint)))];

    private Uri Locate(EndPoint endpoint) => endpoint switch
    {
        UriEndPoint uri => uri.Uri,
        DnsEndPoint { Port: 0 } dns => new UriBuilder(_configured) { Host = dns.Host }.Uri,
        DnsEndPoint dns => new UriBuilder(_configured) { Host = dns.Host, Port = dns.Port }.Uri,
        IPEndPoint ip => new UriBuilder(_configured) { Host = ip.Address.ToString(), Port = ip.Port == 0 ? _configured.Port : ip.Port }.Uri,
        _ => _configured,
    };

    private Uri At(Uri authority) => new(authority.GetLeftPart(UriPartial.Authority) + _configured.AbsolutePath.TrimEnd('/') + Path);

    private sealed record Resolved(ServiceEndpointSource Source, Uri[] Addresses);
}
