using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Api;
using Mosaic.DeviceService.Durable;
using Mosaic.DeviceService.Requests;
using Mosaic.DeviceService.Telemetry;
using Mosaic.Messaging;

namespace Mosaic.Tests.DeviceService.Requests;

public sealed class WaitingRequestsTests : IDisposable
{
    private static readonly MessageKey Key = new(Kinds.Request, Guid.NewGuid(), "r-1");
    private static readonly DeviceConfirmation Confirmation = new(200, default);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly WaitingRequests _waiting;

    public WaitingRequestsTests() => _waiting = new WaitingRequests(
        Options.Create(new RequestsOptions { MaxWaiting = 1 }), new DeviceServiceMetrics(_services.GetRequiredService<IMeterFactory>()))
    {
        Listening = true,
    };

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Request_WhileConfirmationsCannotComeIn_IsNotBegun()
    {
        _waiting.Listening = false;

        Assert.Equal(RequestOutcome.NotListening, _waiting.Enter(Key, [1], out _));
    }

    [Fact]
    public void Repeat_WithTheSameBody_JoinsTheOneThatWaits()
    {
        Assert.Equal(RequestOutcome.Accepted, _waiting.Enter(Key, [1], out var first));
        Assert.Equal(RequestOutcome.Repeated, _waiting.Enter(Key, [1], out var second));
        Assert.Same(first, second);
    }

    [Fact]
    public void Repeat_WithAnotherBody_IsAConflict()
    {
        _waiting.Enter(Key, [1], out _);

        Assert.Equal(RequestOutcome.Conflict, _waiting.Enter(Key, [2], out _));
    }

    [Fact]
    public void Request_BeyondTheLimit_IsRefusedUntilOneEnds()
    {
        _waiting.Enter(Key, [1], out var first);
        Assert.Equal(RequestOutcome.Full, _waiting.Enter(Key with { Id = "r-2" }, [1], out _));

        _waiting.Remove(first);

        Assert.Equal(RequestOutcome.Accepted, _waiting.Enter(Key with { Id = "r-2" }, [1], out _));
    }

    [Fact]
    public async Task Confirmation_GoesToItsRequestOnceAndToNoOtherDevices()
    {
        _waiting.Enter(Key, [1], out var request);

        Assert.False(_waiting.TryConfirm(Key with { Device = Guid.NewGuid() }, Confirmation));
        Assert.True(_waiting.TryConfirm(Key, Confirmation));
        Assert.False(_waiting.TryConfirm(Key, Confirmation));
        Assert.Same(Confirmation, await request.Confirmation);
        Assert.Equal(0, _waiting.Count);
    }

    [Fact]
    public void Removal_OfARequestThatEnded_LeavesItsSuccessor()
    {
        _waiting.Enter(Key, [1], out var first);
        _waiting.TryConfirm(Key, Confirmation);
        _waiting.Enter(Key, [1], out _);

        Assert.False(_waiting.Remove(first));
        Assert.Equal(1, _waiting.Count);
    }

    [Fact]
    public void Callers_WhoLeave_EndTheRequestWithTheLastOfThem()
    {
        _waiting.Enter(Key, [1], out var request);
        _waiting.Enter(Key, [1], out _);

        Assert.False(request.Leave());
        Assert.True(request.Leave());
        Assert.False(request.TryJoin());
    }

    [Theory]
    [InlineData(nameof(RequestOutcome.NotConnected), 409, "device-not-connected", "not_sent", true)]
    [InlineData(nameof(RequestOutcome.NotTaken), 503, "broker-unavailable", "not_sent", true)]
    [InlineData(nameof(RequestOutcome.Uncertain), 503, "broker-unavailable", "unconfirmed", false)]
    [InlineData(nameof(RequestOutcome.Unconfirmed), 504, "unconfirmed", "unconfirmed", false)]
    public void Answer_ToEachEnd_IsTheTables(string end, int status, string code, string outcome, bool safeToRetry)
    {
        var problem = Enum.Parse<RequestOutcome>(end).ToProblem().ProblemDetails;

        Assert.Equal(status, problem.Status);
        Assert.EndsWith(":" + code, problem.Type, StringComparison.Ordinal);
        Assert.Equal(outcome, problem.Extensions["outcome"]);
        Assert.Equal(safeToRetry, problem.Extensions["safetoretry"]);
    }
}
