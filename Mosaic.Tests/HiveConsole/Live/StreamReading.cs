using System.Text.Json;
using Mosaic.Tests.HiveBackendStub;

namespace Mosaic.Tests.HiveConsole.Live;

/// <summary>Follows the stream as a page does: the fleet as the frames tell it.</summary>
internal sealed class StreamReading : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;
    private readonly List<string> _ids = [];

    private StreamReading(HttpResponseMessage response, Stream body) => (_response, _reader) = (response, new StreamReader(body));

    internal Dictionary<string, int> States { get; } = [];

    internal List<string> Pulses { get; } = [];

    internal JsonElement Totals { get; private set; }

    internal static async Task<StreamReading> OpenAsync(StubHost stub)
    {
        var response = await stub.Client.GetAsync("/console/api/stream", HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var reading = new StreamReading(response, await response.Content.ReadAsStreamAsync());
        Assert.Equal("snapshot", await reading.ReadAsync());
        return reading;
    }

    internal async Task UntilAsync(Func<StreamReading, bool> condition)
    {
        while (!condition(this))
        {
            Assert.Equal("delta", await ReadAsync());
        }
    }

    private async Task<string> ReadAsync()
    {
        string name = "", line;
        while ((line = await _reader.ReadLineAsync().WaitAsync(StubHost.Patience) ?? throw new EndOfStreamException()) is not "" || name == "")
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                Take(JsonDocument.Parse(line[6..]).RootElement);
            }
        }
        return name;
    }

    private void Take(JsonElement frame)
    {
        if (frame.TryGetProperty("devices", out var devices))
        {
            Assert.Equal(_ids.Count, frame.GetProperty("first").GetInt32());
            var digits = frame.GetProperty("states").GetString()!;
            foreach (var (id, digit) in devices.EnumerateArray().Zip(digits))
            {
                _ids.Add(id.GetString()!);
                States.Add(_ids[^1], digit - '0');
            }
        }
        foreach (var change in Numbers(frame, "changed").Chunk(2))
        {
            States[_ids[change[0]]] = change[1];
        }

        Pulses.AddRange(Numbers(frame, "pulsing").Select(index => _ids[index]));
        Totals = frame.GetProperty("totals");
    }

    private static IEnumerable<int> Numbers(JsonElement frame, string name) =>
        frame.TryGetProperty(name, out var numbers) ? numbers.EnumerateArray().Select(number => number.GetInt32()) : [];

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
    }
}
