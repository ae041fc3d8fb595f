using Aspire.Hosting.ApplicationModel;

namespace Mosaic.LocalHosting.Engine;

/// <summary>An environment variable that tells a program the port of one of its endpoints, its own for each replica.</summary>
internal sealed record PortVariableAnnotation(string Variable, EndpointAnnotation Endpoint) : IResourceAnnotation;
