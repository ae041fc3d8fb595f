using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Mosaic.LocalHosting.Dashboard;

/// <summary>Lets in who knows this run's key: anyone on the machine can reach the port, but must not stop processes or read secrets.</summary>
internal sealed class ApiKeyInterceptor(DashboardSettings settings) : Interceptor
{
    private const string Header = "x-resource-service-api-key";

    private readonly byte[] _expected = SHA256.HashData(Encoding.UTF8.GetBytes(settings.ResourceServiceKey));

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        ThrowUnlessAllowed(context);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        ThrowUnlessAllowed(context);
        return continuation(request, responseStream, context);
    }

    private void ThrowUnlessAllowed(ServerCallContext context)
    {
        // Hashes have one length, so the time taken tells nothing of the key's.
        var given = SHA256.HashData(Encoding.UTF8.GetBytes(context.RequestHeaders.GetValue(Header) ?? ""));
        if (!CryptographicOperations.FixedTimeEquals(given, _expected))
            throw new RpcException(new Status(StatusCode.Unauthenticated, $"The header {Header} is missing or wrong."));
    }
}
