using Microsoft.AspNetCore.Http.Features;

namespace Mosaic.WebSocketService.Connections;

/// <summary>Puts a <see cref="LivenessStream"/> under the WebSocket that the framework makes of this request.</summary>
internal sealed class LivenessUpgrade(IHttpUpgradeFeature inner, Liveness liveness) : IHttpUpgradeFeature
{
    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    public async Task<Stream> UpgradeAsync() => new LivenessStream(await inner.UpgradeAsync(), liveness);
}
