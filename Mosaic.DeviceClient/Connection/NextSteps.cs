using System.Net;

namespace Mosaic.Devices;

/// <summary>The rule of the protocol's table of close codes, and the same thought for HTTP answers to the handshake.</summary>
internal static class NextSteps
{
    public static NextStep AfterClose(int? code) => code switch
    {
        // The service could not take what this client sent; the same again would end the same way.
        1003 or 1007 or 1009 => NextStep.Stop,
        4501 or 4502 => NextStep.FreshToken,
        >= 4500 and <= 4999 => NextStep.Stop,
        _ => NextStep.ComeBack,
    };

    public static NextStep AfterHandshake(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => NextStep.FreshToken,
        // The subprotocol is unknown there.
        HttpStatusCode.BadRequest => NextStep.Stop,
        // Anything else may be a proxy or a deployment under way: a fleet must not be stranded by it.
        _ => NextStep.ComeBack,
    };
}
