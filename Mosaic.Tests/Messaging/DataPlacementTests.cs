using System.Text;
using Mosaic.Messaging;

namespace Mosaic.Tests.Messaging;

public class DataPlacementTests
{
    /// <summary>A number of one digit takes two bytes of JSON and nine in an AMQP table.</summary>
    private const int DigitBytes = 9;

    [Fact]
    public void Place_DataThatFitsAlone_BecomesAHeader()
    {
        var message = Read(fieldDigits: 0, dataDigits: 13_000);

        Assert.Null(DataPlacement.Headers.Place(message));
        Assert.True(message.Data.IsEmpty);
        Assert.IsType<List<object?>>(message.Headers[Fields.Data]);
    }

    [Fact]
    public void Place_DataThatDoesNotFitBesideTheFields_IsRefused()
    {
        var message = Read(fieldDigits: 8_000, dataDigits: (MessageLimits.MaxHeaderTableBytes / DigitBytes) - 7_900);

        Assert.Equal(MessageErrorCodes.FieldsTooLarge, DataPlacement.Headers.Place(message)?.Code);
    }

    private static Message Read(int fieldDigits, int dataDigits)
    {
        var message = new Message();
        var json = $"{{\"type\":\"t\",\"more\":[{Digits(fieldDigits)}],\"data\":[{Digits(dataDigits)}]}}";
        Assert.Null(MessageReader.Read(Encoding.UTF8.GetBytes(json), message));
        return message;
    }

    private static string Digits(int count) => string.Join(',', Enumerable.Repeat('1', count));
}
