using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Mosaic.LocalHosting.Protocol;

namespace Mosaic.LocalHosting.Dashboard;

/// <summary>Answers the dashboard; see resource_service.proto.</summary>
internal sealed class ResourceServiceEndpoint(
    ResourceMessages messages,
    IDistributedApplicationBuilder builder,
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    ResourceCommandService commands,
    IHostApplicationLifetime lifetime) : ResourceService.ResourceServiceBase
{
    public override async Task WatchResources(WatchResourcesRequest request, IServerStreamWriter<ResourcesUpdate> responseStream, ServerCallContext context)
    {
        using var ended = Ended(context);
        var first = notifications.Current().Where(IsShown).OrderBy(e => model.Resources.IndexOf(e.Resource)).ToList();
        var update = new ResourcesUpdate { Application = builder.Environment.ApplicationName };
        update.Resources.Add(first.Select(messages.Of));
        await responseStream.WriteAsync(update, ended.Token);
        try
        {
            // The watch begins with what is known already, most of which was just sent.
            await foreach (var change in notifications.WatchAsync(ended.Token))
                if (IsShown(change) && !first.Remove(change))
                    await responseStream.WriteAsync(new ResourcesUpdate { Resources = { messages.Of(change) } }, ended.Token);
        }
        catch (OperationCanceledException)
        {
            // The dashboard went, or the engine goes.
        }
    }

    public override async Task WatchConsoleLogs(WatchConsoleLogsRequest request, IServerStreamWriter<ConsoleLogsUpdate> responseStream, ServerCallContext context)
    {
        if (!notifications.TryGetCurrentState(request.Resource, out _))
            throw new RpcException(new Status(StatusCode.NotFound, $"There is no resource '{request.Resource}'."));
        using var ended = Ended(context);
        try
        {
            await foreach (var lines in logs.WatchAsync(request.Resource).WithCancellation(ended.Token))
            {
                var update = new ConsoleLogsUpdate();
                update.Lines.Add(lines.Select(l => new ConsoleLine { Number = l.LineNumber, Text = l.Content, IsError = l.IsErrorMessage }));
                await responseStream.WriteAsync(update, ended.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left, or the engine goes.
        }
    }

    public override async Task<ExecuteCommandResponse> ExecuteCommand(ExecuteCommandRequest request, ServerCallContext context)
    {
        // Not with the call's token: what was begun is brought to its end whoever looks.
        var result = await commands.ExecuteCommandAsync(request.Resource, request.Command, CancellationToken.None);
        var response = new ExecuteCommandResponse { Succeeded = result.Success };
        if (result.ErrorMessage is { } error)
            response.Error = error;
        return response;
    }

    private static bool IsShown(ResourceEvent change) => !change.Snapshot.IsHidden;

    private CancellationTokenSource Ended(ServerCallContext context) =>
        CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
}
