using System.Buffers;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Operon.Text.Json;

namespace Operon.Text.Tests.Json;

public sealed class CanonicalJsonWriterTests
{
    [Fact]
    public void Write_OfNestedValues_HasCommasAndColonsButNoSpace() => Written(json =>
    {
        json.StartObject();
        json.WriteKey("a");
        json.StartArray();
        json.WriteNumber(1);
        json.StartArray();
        json.EndArray();
        json.WriteNull();
        json.EndArray();
        json.WriteKey("b");
        json.WriteBoolean(true);
        json.WriteKey("c");
        json.StartObject();
        json.EndObject();
        json.WriteKey("d");
        json.WriteString("x");
        json.EndObject();
    }).ShouldBe("""{"a":[1,[],null],"b":true,"c":{},"d":"x"}""");

    [Theory]
    [InlineData("<a & b>", """ "\u003ca \u0026 b\u003e" """)]
    [InlineData("\u2028\u2029 \u2027€", """ "\u2028\u2029 ‧€" """)]
    [InlineData("\n\r\t\b\f\u0000\u001f\u007f", """ "\n\r\t\b\f\u0000\u001f""" + "\u007f\"")]
    [InlineData("\"\\/'", """ "\"\\/'" """)]
    [InlineData("héllo 😀", """ "héllo 😀" """)]
    public void WriteString_OfSpecialCharacters_EscapesThoseGoEscapes(string text, string json) =>
        Written(writer => writer.WriteString(text)).ShouldBe(json.Trim(' '));

    [Theory]
    [InlineData(1e-7, "1e-7")]
    [InlineData(1e21, "1e+21")]
    [InlineData(-0.0, "-0")]
    [InlineData(double.NaN, "\"NaN\"")]
    [InlineData(double.NegativeInfinity, "\"-Inf\"")]
    public void WriteNumber_OfExtremes_StaysJson(double number, string json) =>
        Written(writer => writer.WriteNumber(number)).ShouldBe(json);

    [Fact]
    public void WriteString_OfBytesThatAreNotUtf8_StandsForEachByte() =>
        Written(writer => writer.WriteString(new ByteString(new byte[] { (byte)'a', 0xe2, 0x82, (byte)'b', 0xff, 0xed, 0xa0, 0x80, 0xc3, 0xa9 })))
            .ShouldBe("\"a\\ufffd\\ufffdb\\ufffd\\ufffd\\ufffd\\ufffdé\"");

    [Fact]
    public void WriteString_OfAnyText_IsWhatTheModelSays() => Prop.ForAll<string?>(text =>
    {
        var wellFormed = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
        return Written(writer => writer.WriteString(wellFormed)) == Model(wellFormed);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void WriteString_OfAnyBytes_CanBeReadBack() => Prop.ForAll<byte[]>(bytes =>
    {
        var reader = new JsonReader(Encoding.UTF8.GetBytes(Written(writer => writer.WriteString(new ByteString(bytes)))));
        var read = reader.Read() && reader.Token == JsonToken.String;
        return read && (!System.Text.Unicode.Utf8.IsValid(bytes) || reader.Text == new ByteString(bytes)) && !reader.Read() && reader.Error is null;
    }).QuickCheckThrowOnFailure();

    private static string Written(Action<CanonicalJsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(new CanonicalJsonWriter(buffer));
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Model(string text) => "\"" + string.Concat(text.Select(c => c switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        '"' => "\\\"",
        '\\' => "\\\\",
        < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
        _ => c.ToString(),
    })) + "\"";
}
