using System.Text;
using Mosaic.Messaging;

namespace Mosaic.Tests.Messaging;

/// <summary>The table "Device to service" of the device protocol, row by row.</summary>
public sealed class MessageRulesTests
{
    private const string Device = "c0ffee00-1234-4abc-8def-0123456789ab";
    private const string Session = "5e551000-1234-4abc-8def-0123456789ab";

    [Theory]
    [InlineData("")]
    [InlineData(",\"kind\":\"event\"")]
    [InlineData(",\"kind\":null")]
    [InlineData(",\"id\":\"e\"")]
    [InlineData(",\"id\":null,\"time\":null,\"subject\":null,\"datacontenttype\":null,\"dataschema\":null,\"traceparent\":null,\"tracestate\":null")]
    [InlineData(",\"requestid\":\"r\",\"status\":1")]
    [InlineData(",\"time\":\"1990-12-31T23:59:60Z\"")]
    [InlineData(",\"time\":\"2026-11-22T16:41:00+15:30\"")]
    [InlineData(",\"late\":null,\"epoch\":null,\"deadline\":null,\"ack\":null,\"receivedat\":null,\"device\":null")]
    [InlineData(",\"data_base64\":\"AQID\",\"datacontenttype\":\"application/cbor\"")]
    [InlineData(",\"data\":null")]
    [InlineData(",\"time\":\"2026-11-22T16:41:00+01:00\"")]
    [InlineData(",\"datacontenttype\":\"text/plain; charset=utf-8\",\"dataschema\":\"urn:x\",\"subject\":\"s\"")]
    [InlineData(",\"ext\":{\"a\":[1]},\"other\":null,\"n\":1.5,\"b\":false")]
    [InlineData(",\"specversion\":\"1.0\",\"source\":\"/devices/" + Device + "\",\"device\":\"" + Device + "\",\"session\":\"" + Session + "\"")]
    [InlineData(",\"device\":\"C0FFEE00-1234-4ABC-8DEF-0123456789AB\"")]
    public void Event_AsItMayBe_IsTaken(string fields) => Assert.Null(Check($"{{\"type\":\"t\"{fields}}}"));

    [Theory]
    [InlineData("{}", MessageErrorCodes.MissingType)]
    [InlineData("{\"type\":null}", MessageErrorCodes.MissingType)]
    [InlineData("{\"type\":\"\"}", MessageErrorCodes.MissingType)]
    [InlineData("{\"type\":1}", MessageErrorCodes.InvalidField)]
    [InlineData("{\"type\":[\"t\"]}", MessageErrorCodes.InvalidField)]
    [InlineData("{\"type\":\"mosaic.device.connected\"}", MessageErrorCodes.ReservedField)]
    [InlineData("{\"type\":\"mosaic.device.disconnected\"}", MessageErrorCodes.ReservedField)]
    [InlineData("{\"type\":\"mosaic.device.confirmation\"}", MessageErrorCodes.ReservedField)]
    [InlineData("{\"type\":\"t\",\"id\":1}", MessageErrorCodes.InvalidField)]
    [InlineData("{\"type\":\"t\",\"id\":\"\"}", MessageErrorCodes.InvalidField)]
    [InlineData("{\"type\":\"t\",\"id\":{}}", MessageErrorCodes.InvalidField)]
    [InlineData("{\"type\":\"t\",\"time\":\"yesterday\"}", MessageErrorCodes.InvalidField)]
    [InlineData("{\"type\":\"t\",\"time\":1700000000}", MessageErrorCodes.InvalidField)]
    [InlineData("{\"type\":\"t\",\"subject\":1}", MessageErrorCodes.InvalidField)]
    [InlineData("{\"type\":\"t\",\"subject\":\"\"}", MessageErrorCodes.InvalidField)]
    [InlineData("{\"type\":\"t\",\"datacontenttype\":true}", MessageErrorCodes.InvalidField)]
    [InlineData("{\"type\":\"t\",\"datacontenttype\":\"json\"}", MessageErrorCodes.InvalidField)]
    [InlineData("{\"type\":\"t\",\"datacontenttype\":\"a/\\r\\nb\"}", MessageErrorCodes.InvalidField)]
    [InlineData("{\"type\":\"t\",\"dataschema\":[]}", MessageErrorCodes.InvalidField)]
    [InlineData("{\"type\":\"t\",\"traceparent\":1}", MessageErrorCodes.InvalidField)]
    [InlineData("{\"type\":\"t\",\"tracestate\":{}}", MessageErrorCodes.InvalidField)]
    [InlineData("{\"type\":\"t\",\"specversion\":\"0.3\"}", MessageErrorCodes.ReservedField)]
    [InlineData("{\"type\":\"t\",\"specversion\":1.0}", MessageErrorCodes.ReservedField)]
    [InlineData("{\"type\":\"t\",\"source\":\"/devices/other\"}", MessageErrorCodes.ReservedField)]
    [InlineData("{\"type\":\"t\",\"device\":\"" + Session + "\"}", MessageErrorCodes.ReservedField)]
    [InlineData("{\"type\":\"t\",\"session\":\"" + Device + "\"}", MessageErrorCodes.ReservedField)]
    [InlineData("{\"type\":\"t\",\"receivedat\":\"2026-11-22T16:41:00Z\"}", MessageErrorCodes.ReservedField)]
    [InlineData("{\"type\":\"t\",\"late\":true}", MessageErrorCodes.ReservedField)]
    [InlineData("{\"type\":\"t\",\"late\":false}", MessageErrorCodes.ReservedField)]
    [InlineData("{\"type\":\"t\",\"epoch\":1}", MessageErrorCodes.ReservedField)]
    [InlineData("{\"type\":\"t\",\"deadline\":\"2026-11-22T16:41:00Z\"}", MessageErrorCodes.ReservedField)]
    [InlineData("{\"type\":\"t\",\"ack\":true}", MessageErrorCodes.ReservedField)]
    [InlineData("{\"type\":\"t\",\"requestid\":1}", MessageErrorCodes.InvalidField)]
    [InlineData("{\"type\":\"t\",\"requestid\":\"\"}", MessageErrorCodes.InvalidField)]
    public void Event_AsItMayNotBe_IsRefused(string json, string code) => Assert.Equal(code, Check(json)?.Code);

    [Theory]
    [InlineData("")]
    [InlineData(",\"status\":100")]
    [InlineData(",\"status\":599")]
    [InlineData(",\"status\":null,\"type\":null")]
    [InlineData(",\"id\":\"c-1\",\"data\":1,\"ext\":1")]
    public void Confirmation_AsItMayBe_IsTaken(string fields) => Assert.Null(Check($"{{\"kind\":\"confirmation\",\"requestid\":\"r\"{fields}}}"));

    [Theory]
    [InlineData("", MessageErrorCodes.MissingRequestId)]
    [InlineData(",\"requestid\":null", MessageErrorCodes.MissingRequestId)]
    [InlineData(",\"requestid\":1", MessageErrorCodes.InvalidField)]
    [InlineData(",\"requestid\":\"\"", MessageErrorCodes.InvalidField)]
    [InlineData(",\"requestid\":\"r\",\"type\":\"t\"", MessageErrorCodes.InvalidField)]
    [InlineData(",\"requestid\":\"r\",\"status\":99", MessageErrorCodes.InvalidField)]
    [InlineData(",\"requestid\":\"r\",\"status\":600", MessageErrorCodes.InvalidField)]
    [InlineData(",\"requestid\":\"r\",\"status\":200.0", MessageErrorCodes.InvalidField)]
    [InlineData(",\"requestid\":\"r\",\"status\":\"200\"", MessageErrorCodes.InvalidField)]
    [InlineData(",\"requestid\":\"r\",\"status\":18446744073709551615", MessageErrorCodes.InvalidField)]
    [InlineData(",\"requestid\":\"r\",\"device\":1", MessageErrorCodes.ReservedField)]
    [InlineData(",\"requestid\":\"r\",\"time\":1", MessageErrorCodes.InvalidField)]
    public void Confirmation_AsItMayNotBe_IsRefused(string fields, string code) => Assert.Equal(code, Check($"{{\"kind\":\"confirmation\"{fields}}}")?.Code);

    [Theory]
    [InlineData("e", 128, null)]
    [InlineData("e", 129, MessageErrorCodes.InvalidField)]
    [InlineData("é", 64, null)]
    [InlineData("é", 65, MessageErrorCodes.InvalidField)]
    public void Id_OfManyBytes_IsTakenUpTo128(string letter, int times, string? code)
    {
        var id = string.Concat(Enumerable.Repeat(letter, times));
        Assert.Equal(code, Check($"{{\"type\":\"t\",\"id\":\"{id}\"}}")?.Code);
        Assert.Equal(code, Check($"{{\"kind\":\"confirmation\",\"requestid\":\"{id}\"}}")?.Code);
        Assert.Equal(code, Check($"{{\"type\":\"t\",\"requestid\":\"{id}\"}}")?.Code);
    }

    [Theory]
    [InlineData("e", 128, null)]
    [InlineData("e", 129, MessageErrorCodes.InvalidField)]
    [InlineData("a-._~!$&'()*+,;=:@Z9", 1, null)]
    [InlineData("...", 1, null)]
    [InlineData("é", 1, MessageErrorCodes.InvalidField)]
    [InlineData("a/b", 1, MessageErrorCodes.InvalidField)]
    [InlineData("a%2Fb", 1, MessageErrorCodes.InvalidField)]
    [InlineData("a b", 1, MessageErrorCodes.InvalidField)]
    [InlineData(".", 1, MessageErrorCodes.InvalidField)]
    [InlineData(".", 2, MessageErrorCodes.InvalidField)]
    public void IdOfAMessageToADevice_HasToStandInAnAddress(string letters, int times, string? code) =>
        Assert.Equal(code, CheckToDevice($"{{\"type\":\"t\",\"id\":\"{string.Concat(Enumerable.Repeat(letters, times))}\"}}")?.Code);

    [Theory]
    [InlineData(128, null)]
    [InlineData(129, MessageErrorCodes.InvalidField)]
    public void ContentType_OfManyBytes_IsTakenUpTo128(int length, string? code)
    {
        var json = $"{{\"type\":\"t\",\"datacontenttype\":\"a/{new string('b', length - 2)}\"}}";
        Assert.Equal(code, Check(json)?.Code);
        Assert.Equal(code, CheckToDevice(json)?.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"kind\":\"event\",\"specversion\":\"1.0\",\"source\":\"/anything\",\"device\":\"" + Device + "\"")]
    [InlineData(",\"session\":null,\"status\":null,\"time\":null,\"ext\":null")]
    public void MessageToADevice_AsItMayBe_IsTaken(string fields) => Assert.Null(CheckToDevice($"{{\"type\":\"t\"{fields}}}"));

    [Theory]
    [InlineData("\"kind\":\"request\"", MessageErrorCodes.InvalidField, "'kind'")]
    [InlineData("\"kind\":1", MessageErrorCodes.InvalidField, "'kind'")]
    [InlineData("\"source\":\"\"", MessageErrorCodes.InvalidField, "'source'")]
    [InlineData("\"device\":\"" + Session + "\"", MessageErrorCodes.ReservedField, "'device'")]
    [InlineData("\"device\":\" " + Device + "\"", MessageErrorCodes.ReservedField, "'device'")]
    [InlineData("\"specversion\":\"0.3\"", MessageErrorCodes.ReservedField, "'specversion'")]
    [InlineData("\"session\":\"" + Session + "\"", MessageErrorCodes.ReservedField, "'session'")]
    [InlineData("\"late\":true", MessageErrorCodes.ReservedField, "'late'")]
    [InlineData("\"epoch\":1", MessageErrorCodes.ReservedField, "'epoch'")]
    [InlineData("\"deadline\":\"2026-11-22T16:41:00Z\"", MessageErrorCodes.ReservedField, "'deadline'")]
    [InlineData("\"ack\":true", MessageErrorCodes.ReservedField, "'ack'")]
    [InlineData("\"receivedat\":1", MessageErrorCodes.ReservedField, "'receivedat'")]
    [InlineData("\"datacontenttype\":\"json\"", MessageErrorCodes.InvalidField, "'datacontenttype'")]
    [InlineData("\"time\":\"2026-11-22T16:41:61Z\"", MessageErrorCodes.InvalidField, "'time'")]
    public void MessageToADevice_AsItMayNotBe_IsRefusedByName(string fields, string code, string named)
    {
        var error = CheckToDevice($"{{\"type\":\"t\",{fields}}}");

        Assert.Equal(code, error?.Code);
        Assert.Contains(named, error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Nulls_OfOptionalFields_AreTakenOut()
    {
        var message = Read("{\"type\":\"t\",\"id\":null,\"subject\":null,\"ext\":null}");
        MessageRules.CheckFromDevice(message, Guid.Parse(Device), Guid.Parse(Session));

        Assert.Equal(["type", "ext"], message.Headers.Keys);
    }

    [Fact]
    public void Error_Detail_NamesTheFieldAndNotItsValue()
    {
        var error = Check("{\"type\":\"t\",\"subject\":\"\",\"time\":\"secret-value\"}");

        Assert.Contains("'time'", error!.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-value", error.Detail, StringComparison.Ordinal);
    }

    private static MessageError? Check(string json) => MessageRules.CheckFromDevice(Read(json), Guid.Parse(Device), Guid.Parse(Session));

    private static MessageError? CheckToDevice(string json) => MessageRules.CheckToDevice(Read(json), Kinds.Event, Guid.Parse(Device));

    private static Message Read(string json)
    {
        var message = new Message();
        Assert.Null(MessageReader.Read(Encoding.UTF8.GetBytes(json), message));
        return message;
    }
}
