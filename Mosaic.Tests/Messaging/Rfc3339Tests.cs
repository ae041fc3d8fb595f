using Mosaic.Messaging;

namespace Mosaic.Tests.Messaging;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2026-11-22T16:41:00Z", "2026-11-22T16:41:00.0000000Z")]
    [InlineData("2026-11-22t16:41:00z", "2026-11-22T16:41:00.0000000Z")]
    [InlineData("2026-11-22T16:41:00.5Z", "2026-11-22T16:41:00.5000000Z")]
    [InlineData("2026-11-22T16:41:00.1234567Z", "2026-11-22T16:41:00.1234567Z")]
    [InlineData("2026-11-22T16:41:00.123456789Z", "2026-11-22T16:41:00.1234568Z")]
    [InlineData("2026-11-22T16:41:00+05:30", "2026-11-22T11:11:00.0000000Z")]
    [InlineData("2026-11-22T16:41:00-08:00", "2026-11-23T00:41:00.0000000Z")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.0000000Z")]
    public void Timestamp_InTheForm_IsRead(string text, string moment)
    {
        Assert.True(Rfc3339.TryParse(text, out var read));
        Assert.Equal(moment, Rfc3339.Format(read));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("2026-11-22")]
    [InlineData("2026-11-22T16:41:00")]
    [InlineData("2026-11-22 16:41:00Z")]
    [InlineData("2026-11-22T16:41Z")]
    [InlineData("2026-13-22T16:41:00Z")]
    [InlineData("2026-02-30T16:41:00Z")]
    [InlineData("2026-11-22T25:41:00Z")]
    [InlineData("2026-11-22T16:41:00+0530")]
    [InlineData("22/11/2026T16:41:00Z")]
    [InlineData("2026/11/22T16:41:00Z")]
    [InlineData("2026-11-22T16:41:00 Z")]
    [InlineData("2026-11-22T16.41.00Z")]
    [InlineData("2026-11-22T4:41:00 pmZ")]
    [InlineData("2026-11-22T16:41:00ZZ")]
    [InlineData("2026-11-22T16:41:00,5Z")]
    public void Timestamp_InAnotherForm_IsRefused(string? text) => Assert.False(Rfc3339.TryParse(text, out _));
}
