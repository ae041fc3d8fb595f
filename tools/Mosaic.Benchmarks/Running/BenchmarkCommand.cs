using System.CommandLine;

namespace Mosaic.Benchmarks.Running;

/// <summary>The command line.</summary>
internal sealed class BenchmarkCommand
{
    private readonly Option<string> _only = new("--only") { Description = "The rows to measure, such as P1,P2; all by default." };
    private readonly Option<int> _rounds = new("--rounds") { Description = "How often each is measured, in turn.", DefaultValueFactory = _ => 3 };
    private readonly Option<double> _seconds = new("--seconds") { Description = "How long each run measures.", DefaultValueFactory = _ => 10 };
    private readonly Option<double> _warmUp = new("--warm-up") { Description = "Seconds before that, for the services to compile their hot paths.", DefaultValueFactory = _ => 15 };
    private readonly Option<FileInfo?> _json = new("--json") { Description = "A file for the figures as JSON." };
    private readonly Option<FileInfo> _table = new("--table")
    {
        Description = "A file for the table.",
        DefaultValueFactory = _ => new FileInfo(Path.Combine("artifacts", "benchmarks.txt")),
    };

    public BenchmarkCommand(Func<BenchmarkOptions, CancellationToken, Task<int>> run)
    {
        Root = new RootCommand("Measures Mosaic on this machine, and what it is compared with.") { _only, _rounds, _seconds, _warmUp, _json, _table };
        _rounds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--rounds must be at least 1.");
        });
        _seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 1 or > 600) result.AddError("--seconds must be from 1 to 600.");
        });
        _warmUp.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 0 or > 600) result.AddError("--warm-up must be from 0 to 600.");
        });
        Root.SetAction((parsed, cancellation) => run(Read(parsed), cancellation));
    }

    public RootCommand Root { get; }

    private BenchmarkOptions Read(ParseResult parsed) => new(
        (parsed.GetValue(_only) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        parsed.GetValue(_rounds),
        TimeSpan.FromSeconds(parsed.GetValue(_seconds)),
        TimeSpan.FromSeconds(parsed.GetValue(_warmUp)),
        parsed.GetValue(_json),
        parsed.GetValue(_table)!);
}
