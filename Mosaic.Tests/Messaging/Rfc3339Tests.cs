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
    [InlineData("1990-12-31T23:59:60Z", "1991-01-01T00:00:00.0000000Z")]
    [InlineData("1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00.0000000Z")]
    [InlineData("1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27.8700000Z")]
    [InlineData("2026-11-22T16:41:00+15:30", "2026-11-22T01:11:00.0000000Z")]
    [InlineData("2026-11-22T16:41:00-23:59", "2026-11-23T16:40:00.0000000Z")]
    [InlineData("2026-11-22T16:41:00-00:00", "2026-11-22T16:41:00.0000000Z")]
    [InlineData("2026-11-22T16:41:00.00000000000000000000000000000000000000000000000000000000000000001Z", "2026-11-22T16:41:00.0000000Z")]
    [InlineData("2026-11-22T16:41:59.99999999Z", "2026-11-22T16:42:00.0000000Z")]
    [InlineData("0000-02-29T00:00:00Z", "0001-01-01T00:00:00.0000000Z")]
    [InlineData("0001-01-01T00:00:00+23:00", "0001-01-01T00:00:00.0000000Z")]
    [InlineData("9999-12-31T23:59:60Z", "9999-12-31T23:59:59.9999999Z")]
    [InlineData("9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59.9999999Z")]
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
    [InlineData("2026-11-22T16:41:60Z")]
    [InlineData("1990-12-31T23:59:60+01:00")]
    [InlineData("1990-12-31T23:59:61Z")]
    [InlineData("2026-11-22T16:60:00Z")]
    [InlineData("2026-11-22T24:00:00Z")]
    [InlineData("2026-00-22T16:41:00Z")]
    [InlineData("2026-11-00T16:41:00Z")]
    [InlineData("2025-02-29T16:41:00Z")]
    [InlineData("2026-11-22T16:41:00+24:00")]
    [InlineData("2026-11-22T16:41:00+10:60")]
    [InlineData("2026-11-22T16:41:00+1:00")]
    [InlineData("2026-11-22T16:41:00.Z")]
    [InlineData("2026-11-22T16:41:00Z\n")]
    [InlineData("٢٠٢٦-11-22T16:41:00Z")]
    public void Timestamp_InAnotherForm_IsRefused(string? text) => Assert.False(Rfc3339.TryParse(text, out _));
}
