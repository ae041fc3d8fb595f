using System.Text.Json;
using Mosaic.DeviceSimulator.Registration;
using Mosaic.DeviceSimulator.Simulation.Models;

namespace Mosaic.Tests.Simulator;

public sealed class DeviceModelTests
{
    private const int Many = 5_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public static TheoryData<int> Devices => [.. Enumerable.Range(0, 24)];

    [Theory]
    [MemberData(nameof(Devices))]
    public void Readings_OfADevice_StayPlausibleAndMove(int index)
    {
        var readings = Read(index, Many);

        Assert.All(readings, AssertPlausible);
        Assert.All(
            readings.Where(reading => reading.Type != "org.example.door").GroupBy(reading => reading.Type),
            ofType => Assert.InRange(ofType.Distinct().Count(), 50, Many));
        var battery = readings.Where(reading => reading.Type == "org.example.battery").Select(reading => Number(reading, "level")).ToArray();
        Assert.Contains(battery.Zip(battery.Skip(1)), pair => pair.Second < pair.First);
        Assert.Contains(battery.Zip(battery.Skip(1)), pair => pair.Second > pair.First);
    }

    [Fact]
    public void Readings_SameDevice_AreTheSameAndOthersDiffer()
    {
        for (var index = 0; index < 6; index++)
        {
            Assert.Equal(Read(index, 200), Read(index, 200));
            Assert.NotEqual(Read(index, 200), Read(index + 3, 200));
        }
    }

    [Fact]
    public void Fleet_OfThree_HasATrackerAColdRoomAndADoor() =>
        Assert.Equal(
            ["org.example.position", "org.example.temperature", "org.example.door"],
            Enumerable.Range(0, 3).Select(index => Read(index, 1)[0].Type));

    [Fact]
    public void Tracker_BetweenTwoReadings_DrivesNoFartherThanItsSpeedSays()
    {
        var readings = Read(0, Many);
        for (var at = 1; at < Many; at++)
        {
            if (readings[at].Type != "org.example.position" || readings[at - 1].Type != "org.example.position")
            {
                continue;
            }

            var meters = Distance(readings[at - 1], readings[at]);
            // Coordinates are rounded to a meter; at a stop the way has a corner.
            Assert.InRange(meters, 0, (Number(readings[at], "speed") / 3.6 * Interval.TotalSeconds) + 2);
        }
    }

    [Fact]
    public void Door_OpensAndCloses_Rarely()
    {
        var readings = Read(2, Many);
        var doors = readings.Where(reading => reading.Type == "org.example.door").ToArray();

        Assert.InRange(doors.Length, Many / 100, Many / 10);
        Assert.Equal(Enumerable.Range(0, doors.Length).Select(n => n % 2 == 1), doors.Select(door => Json(door).GetProperty("open").GetBoolean()));
        Assert.Equal(Enumerable.Range(0, doors.Length).Select(n => (n + 1) / 2), doors.Select(door => Json(door).GetProperty("openings").GetInt32()));
    }

    private static Reading[] Read(int index, int count)
    {
        var model = DeviceModel.Of(index, DeviceIdentity.Of(1, index), Interval);
        return [.. Enumerable.Range(0, count).Select(_ => model.Next())];
    }

    private static void AssertPlausible(Reading reading)
    {
        switch (reading.Type)
        {
            case "org.example.position":
                Assert.InRange(Number(reading, "latitude"), 48.08, 48.20);
                Assert.InRange(Number(reading, "longitude"), 11.49, 11.66);
                Assert.InRange(Number(reading, "speed"), 0, 90);
                Assert.InRange(Number(reading, "heading"), 0, 359);
                break;
            case "org.example.temperature":
                Assert.True(Number(reading, "celsius") is >= -21 and <= -15 or >= 1 and <= 7, reading.Data);
                Assert.InRange(Number(reading, "humidity"), 40, 80);
                break;
            case "org.example.battery":
                Assert.InRange(Number(reading, "level"), 10, 100);
                Assert.InRange(Number(reading, "voltage"), 3.3, 4.2);
                Assert.True(Json(reading).GetProperty("charging").ValueKind is JsonValueKind.True or JsonValueKind.False);
                break;
            default:
                Assert.Equal("org.example.door", reading.Type);
                break;
        }
    }

    private static double Distance(Reading from, Reading to)
    {
        var north = (Number(to, "latitude") - Number(from, "latitude")) * 111_320;
        var east = (Number(to, "longitude") - Number(from, "longitude")) * 111_320 * Math.Cos(48.137 * Math.PI / 180);
        return Math.Sqrt((north * north) + (east * east));
    }

    private static double Number(Reading reading, string name) => Json(reading).GetProperty(name).GetDouble();

    private static JsonElement Json(Reading reading) => JsonDocument.Parse(reading.Data).RootElement;
}
