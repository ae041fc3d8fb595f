using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The address an endpoint got for this run.</summary>
public class AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port, string? targetPortExpression = null)
{
    /// <summary>The endpoint.</summary>
    public EndpointAnnotation Endpoint { get; } = endpoint;

    /// <summary>The host name.</summary>
    public string Address { get; } = address;

    /// <summary>The port others connect to.</summary>
    public int Port { get; } = port;

    /// <summary>The port the process listens on, where it differs.</summary>
    public string? TargetPortExpression { get; } = targetPortExpression;

    /// <summary>As in <c>http</c>.</summary>
    public string UriScheme => Endpoint.UriScheme;

    /// <summary>Host and port.</summary>
    public string EndPointString => string.Create(CultureInfo.InvariantCulture, $"{Address}:{Port}");

    /// <summary>Scheme, host and port, without a slash at the end.</summary>
    public string UriString => $"{UriScheme}://{EndPointString}";

    /// <inheritdoc />
    public override string ToString() => UriString;
}
