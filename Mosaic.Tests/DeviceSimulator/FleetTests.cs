using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.DeviceSimulator.Options;
using Mosaic.DeviceSimulator.Registration;
using Mosaic.DeviceSimulator.Reporting;
using Mosaic.DeviceSimulator.Simulation;

namespace Mosaic.Tests.Simulator;

public sealed class FleetTests
{
    [Theory]
    [InlineData("max")]
    [InlineData("2000")]
    public async Task Run_Count_EverythingIsAckedInOrder(string rate)
    {
        await using var service = await AckingService.StartAsync(answers: 4);
        var counters = new Counters();
        var options = Options(service) with { Devices = 4, Count = 300, Rate = SendRate.Parse(rate) };
        await RunAsync(service, options, counters, CancellationToken.None);

        Assert.Equal(4 * 300, counters.Acked);
        Assert.Equal(0, counters.Nacked + counters.Unknown);
        Assert.Equal(4, service.Counted.Count);
        Assert.All(service.Counted.Values, counted => Assert.Equal(Enumerable.Range(1, 300).Select(n => (long)n), counted));
        Assert.Equal(4, service.Requests);
        Assert.Equal(4, counters.Answered);
        Assert.Equal(0, counters.Connected);
        Assert.Equal(0, SimulationRun.ExitCode(options, counters));
    }

    [Fact]
    public async Task Run_Ended_ClosesEverything()
    {
        await using var service = await AckingService.StartAsync();
        var counters = new Counters();
        using var ending = new CancellationTokenSource();
        var options = Options(service) with { Devices = 3, Rate = new SendRate(0) };
        var running = RunAsync(service, options, counters, ending.Token);
        await Eventually.True(() => counters.Connected == 3, TimeSpan.FromSeconds(20));
        await ending.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, counters.Connected);
        Assert.Equal(0, SimulationRun.ExitCode(options, counters));
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

    [Fact]
    public void ExitCode_SomethingNotAcked_IsOne()
    {
        var options = new SimulatorOptions { Endpoint = new Uri("ws://x"), HiveBackend = new Uri("http://x"), Devices = 2, Count = 5 };
        Assert.Equal(1, SimulationRun.ExitCode(options, new Counters { Acked = 9 }));
        Assert.Equal(1, SimulationRun.ExitCode(options, new Counters { Acked = 10, Nacked = 1 }));
        Assert.Equal(0, SimulationRun.ExitCode(options, new Counters { Acked = 10 }));
    }

    private static SimulatorOptions Options(AckingService service) =>
        new() { Endpoint = service.Endpoint, HiveBackend = service.Address, Rate = SendRate.Parse("max") };

    private static async Task RunAsync(AckingService service, SimulatorOptions options, Counters counters, CancellationToken ending)
    {
        using var http = new HttpClient { BaseAddress = service.Address };
        using var hive = new HiveBackendClient(http);
        await new Fleet(options, hive, counters, TimeProvider.System, NullLogger<Fleet>.Instance).RunAsync(ending);
    }
}
