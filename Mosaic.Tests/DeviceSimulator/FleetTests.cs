using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Mosaic.DeviceSimulator.Options;
using Mosaic.DeviceSimulator.Registration;
using Mosaic.DeviceSimulator.Reporting;
using Mosaic.DeviceSimulator.Simulation;

namespace Mosaic.Tests.Simulator;

public sealed class FleetTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("max")]
    [InlineData("2000")]
    public async Task Run_Count_EverythingIsAckedInOrder(string rate)
    {
        await using var service = await AckingService.StartAsync(answers: 4);
        var counters = new Counters();
        var options = Options(service) with { Devices = 4, Count = 300, Rate = SendRate.Parse(rate) };
        var exitCode = await RunAsync(service, options, counters, CancellationToken.None);

        Assert.Equal(4 * 300, counters.Acked);
        Assert.Equal(0, counters.Nacked + counters.Unknown);
        Assert.Equal(4, service.Counted.Count);
        Assert.All(service.Counted.Values, counted => Assert.Equal(Enumerable.Range(1, 300).Select(n => (long)n), counted));
        Assert.Equal(4, service.Requests);
        Assert.Equal(4, counters.Answered);
        Assert.Equal(0, counters.Connected);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task Run_Ended_ClosesEverything()
    {
        await using var service = await AckingService.StartAsync();
        var counters = new Counters();
        using var ending = new CancellationTokenSource();
        var options = Options(service) with { Devices = 3, Rate = new SendRate(0) };
        var running = RunAsync(service, options, counters, ending.Token);
        await Eventually.True(() => counters.Connected == 3, Patience);
        await ending.CancelAsync();
        Assert.Equal(0, await running.WaitAsync(Patience));
        Assert.Equal(0, counters.Connected);
    }

    [Fact]
    public async Task Run_Silent_NeverAnswers()
    {
        await using var service = await AckingService.StartAsync(answers: 1);
        var counters = new Counters();
        var options = Options(service) with { Devices = 2, Count = 20, Silent = new Share(1, false) };
        await RunAsync(service, options, counters, CancellationToken.None);
        Assert.Equal(40, counters.Acked);
        Assert.Equal(1, service.Requests);
    }

    [Fact]
    public async Task Run_EventsTooLargeForTheService_FailsAndSaysSo()
    {
        await using var service = await AckingService.StartAsync();
        var options = Options(service) with { Devices = 1, Count = 200, Size = 5000 };
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => RunAsync(service, options, new Counters(), CancellationToken.None));
        Assert.Contains("4096", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, null, "HTTP 401")]
    [InlineData(400, null, "HTTP 400")]
    [InlineData(null, 4503, "out (4503): Not any more.")]
    public async Task Run_EveryDeviceRefusedForGood_EndsByItselfAndLogsWhyOnce(int? handshakeStatus, int? closeCode, string reason)
    {
        await using var service = await AckingService.StartAsync();
        (service.HandshakeStatus, service.CloseCode) = (handshakeStatus, closeCode);
        var options = Options(service) with { Devices = 5, Rate = new SendRate(0), SlowReader = new Share(1, false) };
        var counters = new Counters();

        using var run = Run.Of(service, options, counters);
        await run.Fleet.RunAsync(open: true, CancellationToken.None).WaitAsync(Patience);

        Assert.True(run.Fleet.IsRefused);
        Assert.Equal(1, SimulationRun.ExitCode(options, counters, run.Fleet));
        var logged = Assert.Single(run.Log.GetSnapshot(), entry => entry.Level == LogLevel.Error);
        Assert.Contains(reason, logged.Message, StringComparison.Ordinal);
        Assert.Null(run.Fleet.TryAdd(1, 100));
    }

    [Fact]
    public async Task Run_HandshakesRefusedForNow_LogsWhyOnceAndConnectsAfterwards()
    {
        await using var service = await AckingService.StartAsync();
        service.HandshakeStatus = 503;
        var options = Options(service) with { Devices = 3, Rate = new SendRate(0) };
        using var run = Run.Of(service, options, new Counters());
        using var ending = new CancellationTokenSource();
        var running = run.Fleet.RunAsync(open: false, ending.Token);

        await Eventually.True(() => service.Handshakes >= 6, Patience);
        Assert.Equal(3, run.Fleet.Missing);
        var logged = Assert.Single(run.Log.GetSnapshot());
        Assert.Contains("HTTP 503", logged.Message, StringComparison.Ordinal);
        Assert.Contains("503", run.Refusals.Last, StringComparison.Ordinal);

        service.HandshakeStatus = null;
        await Eventually.True(() => run.Fleet.Missing == 0, Patience);
        await ending.CancelAsync();
        await running.WaitAsync(Patience);
        Assert.False(run.Fleet.IsRefused);
        Assert.Equal(0, SimulationRun.ExitCode(options, new Counters(), run.Fleet));
    }

    [Fact]
    public async Task Run_RegistrationRefused_LogsWhatTheBackendAnswers()
    {
        await using var service = await AckingService.StartAsync();
        service.RegistrationStatus = 404;
        using var run = Run.Of(service, Options(service) with { Devices = 2 }, new Counters());
        using var ending = new CancellationTokenSource();
        var running = run.Fleet.RunAsync(open: false, ending.Token);

        await Eventually.True(() => run.Log.Count > 0, Patience);
        await ending.CancelAsync();
        await running.WaitAsync(Patience);

        Assert.Contains("404", Assert.Single(run.Log.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_WhileRunning_ConnectsFurtherDevicesOfTheSameFleet()
    {
        await using var service = await AckingService.StartAsync();
        var options = Options(service) with { Devices = 0, Count = null };
        using var run = Run.Of(service, options, new Counters());
        using var ending = new CancellationTokenSource();
        var running = run.Fleet.RunAsync(open: true, ending.Token);

        Assert.Equal(2, run.Fleet.TryAdd(2, most: 5));
        Assert.Equal(5, run.Fleet.TryAdd(3, most: 5));
        Assert.Null(run.Fleet.TryAdd(1, most: 5));

        await Eventually.True(() => service.Counted.Count == 5, Patience);
        Assert.Equal(
            Enumerable.Range(0, 5).Select(index => DeviceIdentity.Of(options.Seed, index).ToString()).Order(),
            service.Counted.Keys.Order());
        await ending.CancelAsync();
        await running.WaitAsync(Patience);
    }

    [Fact]
    public async Task Run_NoDevicesAndNoneToCome_IsOver()
    {
        await using var service = await AckingService.StartAsync();
        using var run = Run.Of(service, Options(service) with { Devices = 0 }, new Counters());

        await run.Fleet.RunAsync(open: false, CancellationToken.None).WaitAsync(Patience);

        Assert.False(run.Fleet.IsRefused);
    }

    [Fact]
    public async Task ExitCode_SomethingNotAcked_IsOne()
    {
        await using var service = await AckingService.StartAsync();
        var options = Options(service) with { Devices = 2, Count = 5 };
        using var run = Run.Of(service, options, new Counters());
        Assert.Equal(1, SimulationRun.ExitCode(options, new Counters { Acked = 9 }, run.Fleet));
        Assert.Equal(1, SimulationRun.ExitCode(options, new Counters { Acked = 10, Nacked = 1 }, run.Fleet));
        Assert.Equal(0, SimulationRun.ExitCode(options, new Counters { Acked = 10 }, run.Fleet));
        run.Fleet.TryAdd(1, most: 10);
        Assert.Equal(1, SimulationRun.ExitCode(options, new Counters { Acked = 10 }, run.Fleet));
    }

    private static SimulatorOptions Options(AckingService service) =>
        new() { Endpoint = service.Endpoint, HiveBackend = service.Address, Rate = SendRate.Parse("max") };

    private static async Task<int> RunAsync(AckingService service, SimulatorOptions options, Counters counters, CancellationToken ending)
    {
        using var run = Run.Of(service, options, counters);
        await run.Fleet.RunAsync(open: false, ending);
        return SimulationRun.ExitCode(options, counters, run.Fleet);
    }

    /// <summary>A fleet against a service, and what it logs of refusals.</summary>
    private sealed record Run(Fleet Fleet, Refusals Refusals, FakeLogCollector Log, HttpClient Http, HiveBackendClient Hive) : IDisposable
    {
        public static Run Of(AckingService service, SimulatorOptions options, Counters counters)
        {
            var log = new FakeLogCollector();
            var refusals = new Refusals(new FakeLogger<Refusals>(log));
            var http = new HttpClient { BaseAddress = service.Address };
            var hive = new HiveBackendClient(http, refusals);
            return new Run(new Fleet(options, hive, counters, refusals, TimeProvider.System, NullLogger<Fleet>.Instance), refusals, log, http, hive);
        }

        public void Dispose()
        {
            Hive.Dispose();
            Http.Dispose();
        }
    }
}
