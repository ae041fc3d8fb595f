using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Mosaic.Tests.Messaging;

/// <summary>Generates JSON texts: every kind of value, odd strings and numbers, nested up to the limit of fields.</summary>
public static class GeneratedJson
{
    private const int MaxDepth = 32;

    private static readonly Gen<string> Number = Gen.OneOf(
        Gen.Choose(-1000, 1000).Select(n => n.ToString(CultureInfo.InvariantCulture)),
        Gen.Elements("0", "-0", "0.0", "-0.0", "1.0", "1e3", "1E-7", "0.1", "5e-324", "1.7976931348623157e308", "9223372036854775807",
            "-9223372036854775808", "9223372036854775808", "18446744073709551615", "18446744073709551616", "-9223372036854775809"),
        Gen.Choose(int.MinValue, int.MaxValue).Two().Select(pair => (((long)pair.Item1 << 32) ^ pair.Item2).ToString(CultureInfo.InvariantCulture)),
        Gen.Choose(int.MinValue, int.MaxValue).Two().Select(pair => BitConverter.Int64BitsToDouble(((long)pair.Item1 << 32) ^ pair.Item2))
            .Where(double.IsFinite).Select(n => n.ToString("R", CultureInfo.InvariantCulture)));

    private static readonly Gen<string> Text = Gen.Elements(
            "a", "Z", "0", " ", "/", "<", "é", "€", "\u00a0", "𝄞", "日", "\\\"", "\\\\", "\\/", "\\n", "\\u0000", "\\u001f", "\\ud83d\\ude00", "\\u00e9")
        .ListOf().Select(parts => $"\"{string.Concat(parts.Take(30))}\"");

    /// <summary>A value, at most <see cref="MaxDepth"/> deep.</summary>
    public static Gen<string> Value => Gen.Sized(size => Gen.Choose(0, MaxDepth).SelectMany(depth => At(depth, Math.Max(1, size / 4))));

    /// <summary>One object: a message's fields and <c>data</c>, each name once.</summary>
    public static Gen<string> Message =>
        Gen.Elements("kind", "type", "id", "data", "subject", "extension", "a1", "b2", "longername0123456789", "d\\u0061ta1").ListOf()
            .SelectMany(names => Gen.CollectToList(names.Distinct().Take(8), name => Value.Select(value => $" \"{name}\" :\t{value}")))
            .Select(members => $"{{{string.Join(" ,\n", members)} }}").Where(json => Encoding.UTF8.GetByteCount(json) < 16_000);

    public static Arbitrary<JsonText> Json() => Value.Select(json => new JsonText(json)).ToArbitrary();

    public static Arbitrary<JsonMessage> Messages() => Message.Select(json => new JsonMessage(json)).ToArbitrary();

    private static Gen<string> At(int depth, int width)
    {
        var scalar = Gen.OneOf(Gen.Elements("null", "true", "false", "[]", "{}"), Number, Text);
        if (depth <= 1)
        {
            return depth == 0 ? Gen.OneOf(Gen.Elements("null", "true", "false"), Number, Text) : scalar;
        }

        // One branch goes down, the others stay flat: deep and still small.
        var inner = At(depth - 1, width);
        var flat = Gen.OneOf(Gen.Elements("null", "true"), Number, Text);
        return Gen.OneOf(
            inner.SelectMany(_ => flat.ListOf(), (deep, others) => Array([.. others.Take(width), deep])),
            inner.SelectMany(_ => Gen.Zip(Text, flat).ListOf(), (deep, others) => Table([.. others.Take(width), ("\"deep\"", deep)])));
    }

    private static string Array(IEnumerable<string> values) => new StringBuilder("[").AppendJoin(", ", values).Append(']').ToString();

    private static string Table(IEnumerable<(string Key, string Value)> members) => new StringBuilder("{")
        .AppendJoin(',', members.DistinctBy(member => JsonValues.Unescape(member.Key)).Select(member => $"{member.Key} : {member.Value}")).Append('}').ToString();
}

/// <summary>Any JSON value.</summary>
public sealed record JsonText(string Json)
{
    public byte[] Utf8 => Encoding.UTF8.GetBytes(Json);
}

/// <summary>A JSON object.</summary>
public sealed record JsonMessage(string Json)
{
    public byte[] Utf8 => Encoding.UTF8.GetBytes(Json);
}
