using Microsoft.Extensions.Options;
using Mosaic.Dashboard.Otlp.Authentication;
using Mosaic.Dashboard.Otlp.Grpc;
using Mosaic.Dashboard.Otlp.Http;
using Mosaic.Dashboard.Otlp.Ingest;
using Mosaic.Dashboard.Otlp.Listening;
using Mosaic.Settings;

namespace Mosaic.Dashboard.Otlp;

internal static class OtlpExtensions
{
    /// <summary>The receivers of telemetry, each on its own address.</summary>
    internal static void AddOtlp(this WebApplicationBuilder builder)
    {
        builder.Services.AddSharedSettings<OtlpOptions>(OtlpOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<OtlpOptions>, OtlpOptionsValidator>();
        builder.Services.AddSingleton<ApiKeyCheck>();
        builder.Services.AddSingleton<AttributeReader>();
        builder.Services.AddSingleton<ResourceReader>();
        builder.Services.AddSingleton<TraceIngest>();
        builder.Services.AddSingleton<LogIngest>();
        builder.Services.AddSingleton<MetricIngest>();
        builder.Services.AddSingleton<RequestBodyReader>();
        builder.Services.AddGrpc();
        builder.Services.AddOptions<global::Grpc.AspNetCore.Server.GrpcServiceOptions>()
            .Configure<IOptions<OtlpOptions>>(static (grpc, otlp) => grpc.MaxReceiveMessageSize = otlp.Value.MaxRequestBytes);
        builder.AddListeners();
    }

    /// <summary>To be called first: telemetry takes no part in what comes after, which is the pages'.</summary>
    internal static void MapOtlp(this WebApplication app)
    {
        app.UseListeners();
        app.MapOtlpGrpc();
        app.MapOtlpHttp();
    }
}
