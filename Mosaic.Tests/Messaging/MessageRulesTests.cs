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

    private static Message Read(string json)
    {
        var message = new Message();
        Assert.Null(MessageReader.Read(Encoding.UTF8.GetBytes(json), message));
        return message;
    }
}
