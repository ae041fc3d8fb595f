using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace Mosaic.Benchmarks.Running;

/// <summary>The command line.</summary>
internal sealed class BenchmarkCommand
{
    private readonly Option<string> _only = new("--only") { Description = "The rows to measure, such as P1,P2; all by default." };
    private readonly Option<int> _rounds = Number("--rounds", "How often each is measured, in turn.", 1, 1_000, 3);
    private readonly Option<double> _seconds = Number("--seconds", "How long each run measures.", 1.0, 600, 10);
    private readonly Option<double> _warmUp = Number("--warm-up", "Seconds before that, for the services to compile their hot paths.", 0.0, 600, 15);
    private readonly Option<FileInfo?> _json = new("--json") { Description = "A file for the figures as JSON." };
    private readonly Option<FileInfo> _table = new("--table")
    {
        Description = "A file for the table.",
        DefaultValueFactory = _ => new FileInfo(Path.Combine("artifacts", "benchmarks.txt")),
    };

    public BenchmarkCommand(Func<BenchmarkOptions, CancellationToken, Task<int>> run)
    {
        Root = new RootCommand("Measures Mosaic on this machine, and what it is compared with.") { _only, _rounds, _seconds, _warmUp, _json, _table };
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

    private static Option<T> Number<T>(string name, string description, T least, T most, T fallback)
        where T : INumber<T> => new(name)
        {
            Description = description,
            DefaultValueFactory = _ => fallback,
            CustomParser = result =>
            {
                var text = result.Tokens.Single().Value;
                if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
                {
                    return number;
                }

                result.AddError($"{name} is '{text}': it must be a number from {least} to {most}.");
                return fallback;
            },
        };
}
