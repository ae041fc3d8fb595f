using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Microsoft.Extensions.Configuration;

namespace Mosaic.DeviceSimulator.Options;

/// <summary>The command line. What is not given comes from the addresses an AppHost hands to its resources, then from its ports.</summary>
internal sealed class SimulatorCommand
{
    // Seconds; a timer cannot be set much further ahead.
    private const double LongestRun = 4_000_000;

    private readonly Option<Uri?> _endpoint =
        Parsed<Uri?>("--endpoint", "The WebSocket Service, such as ws://localhost:5100/ws.", text => Address(text, "ws", "wss"), null);
    private readonly Option<Uri?> _hive =
        Parsed<Uri?>("--hive", "The Hive Backend stub, which registers devices.", text => Address(text, "http", "https"), null);
    private readonly Option<int> _devices = Number("--devices", "How many.", 0, int.MaxValue, 5);
    private readonly Option<SendRate> _rate = Parsed("--rate", "Events a second of each device; 0 for idle; max for as fast as acks allow.", SendRate.Parse, new SendRate(1));
    private readonly Option<int> _size = Number("--size", "Pads the data of each event to so many bytes; 0 for no padding.", 0, int.MaxValue, 0);
    private readonly Option<long?> _count = Parsed<long?>("--count", "Events of each device; then the run ends.", text => Number("--count", text, 0L, long.MaxValue), null);
    private readonly Option<double?> _duration = Parsed<double?>("--duration", "Seconds until the run ends.", text => Number("--duration", text, 0.0, LongestRun), null);
    private readonly Option<double> _connectRate = Number("--connect-rate", "New connections a second.", 0.001, 1_000_000, 500);
    private readonly Option<int> _seed = Number("--seed", "Decides the devices' UUIDs, their values and their timing.", int.MinValue, int.MaxValue, 1);
    private readonly Option<Share> _halfOpen = Parsed("--half-open", "Devices that connect and then never read: a number or 10%.", Share.Parse, default);
    private readonly Option<Share> _slowReader = Parsed("--slow-reader", "Devices that read a few bytes a second.", Share.Parse, default);
    private readonly Option<Share> _badToken = Parsed("--bad-token", "Devices whose token is forged.", Share.Parse, default);
    private readonly Option<Share> _duplicate = Parsed("--duplicate", "Devices with two connections that replace each other.", Share.Parse, default);
    private readonly Option<Share> _silent = Parsed("--silent", "Devices that never answer a request.", Share.Parse, default);
    private readonly IConfiguration _configuration;

    public SimulatorCommand(IConfiguration configuration, Func<SimulatorOptions, Task<int>> run)
    {
        _configuration = configuration;
        Root = new RootCommand("Simulates devices of Mosaic.")
        {
            _endpoint, _hive, _devices, _rate, _size, _count, _duration, _connectRate, _seed,
            _halfOpen, _slowReader, _badToken, _duplicate, _silent,
        };
        Root.SetAction((parsed, _) => RunAsync(Read(parsed), parsed.InvocationConfiguration.Error, run));
    }

    public RootCommand Root { get; }

    internal SimulatorOptions Read(ParseResult parsed) => new()
    {
        Endpoint = parsed.GetValue(_endpoint) ?? Discovered("websocket-service", "ws", "/ws") ?? new Uri("ws://localhost:5100/ws"),
        HiveBackend = parsed.GetValue(_hive) ?? Discovered("hive-backend", "http", "/") ?? new Uri("http://localhost:5300/"),
        Devices = parsed.GetValue(_devices),
        Rate = parsed.GetValue(_rate),
        Size = parsed.GetValue(_size),
        Count = parsed.GetValue(_count),
        Duration = parsed.GetValue(_duration) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        ConnectRate = parsed.GetValue(_connectRate),
        Seed = parsed.GetValue(_seed),
        HalfOpen = parsed.GetValue(_halfOpen),
        SlowReader = parsed.GetValue(_slowReader),
        BadToken = parsed.GetValue(_badToken),
        Duplicate = parsed.GetValue(_duplicate),
        Silent = parsed.GetValue(_silent),
    };

    private Uri? Discovered(string service, string scheme, string path) =>
        _configuration[$"services:{service}:http:0"] is { Length: > 0 } address
            ? new UriBuilder(address) { Scheme = scheme, Path = path }.Uri
            : null;

    private static async Task<int> RunAsync(SimulatorOptions options, TextWriter error, Func<SimulatorOptions, Task<int>> run)
    {
        if (options.Misbehaving <= options.Devices)
        {
            return await run(options);
        }

        await error.WriteLineAsync($"{options.Misbehaving} devices are to misbehave, but there are only {options.Devices}.");
        return 1;
    }

    private static Uri Address(string text, params string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme)
            ? address
            : throw new FormatException($"'{text}' is not an absolute {schemes[0]} or {schemes[1]} address.");

    private static Option<T> Number<T>(string name, string description, T least, T most, T fallback)
        where T : INumber<T> => Parsed(name, description, text => Number(name, text, least, most), fallback);

    private static T Number<T>(string name, string text, T least, T most)
        where T : INumber<T> =>
        T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}': it must be a number from {least} to {most}."));

    private static Option<T> Parsed<T>(string name, string description, Func<string, T> parse, T fallback) =>
        new(name)
        {
            Description = description,
            DefaultValueFactory = _ => fallback,
            CustomParser = result =>
            {
                try
                {
                    return parse(result.Tokens.Single().Value);
                }
                catch (FormatException exception)
                {
                    result.AddError(exception.Message);
                    return fallback;
                }
            },
        };
}
