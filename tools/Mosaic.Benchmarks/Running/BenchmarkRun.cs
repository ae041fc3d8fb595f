using System.Globalization;
using System.Runtime.InteropServices;
using Mosaic.Benchmarks.Load;
using Mosaic.Benchmarks.Measures;
using Mosaic.Benchmarks.Results;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.Benchmarks.Running;

/// <summary>Runs every measure in turn, several times, and reports the medians.</summary>
internal static class BenchmarkRun
{
    public static async Task<int> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var measures = AllMeasures.Create().Where(measure => options.Only.Length == 0 || options.Only.Contains(measure.Id, StringComparer.OrdinalIgnoreCase)).ToList();
        if (measures.Count == 0)
        {
            SettingsRefusal.ThrowIfAny([$"--only names no row. There are {string.Join(", ", AllMeasures.Create().Select(measure => measure.Id))}."]);
        }

        try
        {
            var failed = new Dictionary<string, string>();
            await ReportAsync(measures, await MeasureAsync(measures, failed, options, cancellationToken), failed, options);
            return failed.Count == 0 ? 0 : 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped; everything that was started has ended.");
            return 130;
        }
    }

    /// <param name="measures">What to measure.</param>
    /// <param name="failed">Gets what could not be, and why: the others are measured nevertheless.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private static async Task<List<Figure>> MeasureAsync(
        List<IMeasure> measures, Dictionary<string, string> failed, BenchmarkOptions options, CancellationToken cancellationToken)
    {
        await using var broker = await BrokerProcess.StartAsync(cancellationToken);
        await using var backend = await CountingBackend.StartAsync(cancellationToken);
        var context = new MeasureContext(broker.ConnectionString, backend, options);
        var figures = new List<Figure>();
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var measure in measures.Where(measure => measure.Missing is null))
            {
                try
                {
                    foreach (var figure in await measure.RunAsync(context, cancellationToken))
                    {
                        figures.Add(figure);
                        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}  {figure.Id,-10} {figure.Value,12:N2} {figure.Unit}"));
                    }
                }
                catch (Exception e) when (!cancellationToken.IsCancellationRequested)
                {
                    failed[measure.Id] = $"failed in round {round}: {e.Message}";
                    await Console.Error.WriteLineAsync($"round {round}  {measure.Id,-10} failed: {e}");
                }
            }
        }

        return figures;
    }

    private static async Task ReportAsync(List<IMeasure> measures, List<Figure> figures, Dictionary<string, string> failed, BenchmarkOptions options)
    {
        var medians = figures.GroupBy(figure => figure.Id).ToDictionary(same => same.Key, Median);
        var missing = measures.Where(measure => measure.Missing is not null).Select(measure => Row.Missing(measure.Id, measure.Missing!))
            .Concat(failed.Select(entry => Row.Missing(entry.Key, entry.Value)));
        var report = new Report(Machine(), [.. medians.Values.SelectMany(figure => Row.Of(figure, medians)), .. missing]);
        Console.WriteLine();
        Console.WriteLine(report.ToTable());
        await WriteAsync(options.Table, report.ToTable());
        if (options.Json is { } json)
        {
            await WriteAsync(json, report.ToJson());
        }
    }

    private static Figure Median(IEnumerable<Figure> runs)
    {
        List<Figure> sorted = [.. runs.OrderBy(figure => figure.Value)];
        return sorted[(sorted.Count - 1) / 2] with { Sent = sorted.Sum(figure => figure.Sent), Arrived = sorted.Sum(figure => figure.Arrived) };
    }

    private static async Task WriteAsync(FileInfo file, string text)
    {
        file.Directory?.Create();
        await File.WriteAllTextAsync(file.FullName, text);
    }

    private static string Machine() => string.Create(CultureInfo.InvariantCulture,
        $"{DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm}Z, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
}
