using System.Text;
using Mosaic.Messaging;

namespace Mosaic.Tests.Messaging;

public sealed class UuidTests
{
    [Theory]
    [InlineData("0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f")]
    [InlineData("0198C0DE-6B1F-7C3A-9F42-2F6F0C1D2E3F")]
    public void Text_InTheOneSpelling_IsRead(string text)
    {
        Assert.True(Uuid.TryParse(text, out var uuid));
        Assert.True(Uuid.TryParse(Encoding.UTF8.GetBytes(text), out var same));
        Assert.Equal(text.ToLowerInvariant(), uuid.ToString());
        Assert.Equal(uuid, same);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("+198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f")]
    [InlineData("0198c0de-+b1f-7c3a-9f42-2f6f0c1d2e3f")]
    [InlineData("0x98c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f")]
    [InlineData("0198c0de-0x1f-7c3a-9f42-2f6f0c1d2e3f")]
    [InlineData(" 0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f")]
    [InlineData("0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f\n")]
    [InlineData("\t198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f")]
    [InlineData("{0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f}")]
    [InlineData("0198c0de6b1f7c3a9f422f6f0c1d2e3f")]
    [InlineData("0198c0de6b1f-7c3a-9f42-2f6f0c1d-2e3f")]
    [InlineData("0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3g")]
    [InlineData("０198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f")]
    public void Text_InAnotherForm_IsRefused(string? text)
    {
        Assert.False(Uuid.TryParse(text, out _));
        Assert.False(Uuid.TryParse(Encoding.UTF8.GetBytes(text ?? ""), out _));
    }
}
