using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Text.Tests.Json;

public sealed class JsonReaderTests
{
    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"a":[1,-0,1.5,1e+21,true,false,null,"x"],"b":{"c":{}},"a":[[],[[]]]}""")]
    [InlineData("\"\\u003c\"")]
    public void Read_OfCanonicalText_GivesItsTokens(string json) => Rewritten(json).ShouldBe((json, null));

    [Theory]
    [InlineData(" \t\r\n[ 1 , 2 ]\n", "[1,2]")]
    [InlineData(" { \"a\" : 1 , \"b\" : { } } ", """{"a":1,"b":{}}""")]
    [InlineData("-0.0e0", "-0")]
    public void Read_WithSpaceAround_Passes(string json, string canonical) => Rewritten(json).ShouldBe((canonical, null));

    [Theory]
    [InlineData(@"""\ud83d\ude00""", "😀")]
    [InlineData(@"""\ud800""", "\ufffd")]
    [InlineData(@"""\ud800\ud83d\ude00""", "\ufffd😀")]
    [InlineData(@"""\ud800A""", "\ufffdA")]
    [InlineData(@"""\udc00\\\/\""\b\f\n\r\t""", "\ufffd\\/\"\b\f\n\r\t")]
    [InlineData("\"\u007f\u2028\"", "\u007f\u2028")]
    public void Text_OfEscapes_IsWhatTheyStandFor(string json, string text)
    {
        var reader = new JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read().ShouldBeTrue(reader.Error?.Message);
        reader.Text.ShouldBe(text);
    }

    [Theory]
    [InlineData(new byte[] { 0x22, 0xe2, 0x82, 0x61, 0xff, 0x22 }, "\ufffd\ufffda\ufffd")]
    [InlineData(new byte[] { 0x22, 0xed, 0xa0, 0x80, 0x5c, 0x6e, 0x22 }, "\ufffd\ufffd\ufffd\n")]
    public void Text_OfBytesThatAreNotUtf8_HasAReplacementForEach(byte[] json, string text)
    {
        var reader = new JsonReader(json);
        reader.Read().ShouldBeTrue(reader.Error?.Message);
        reader.Text.ShouldBe(text);
    }

    [Theory]
    [InlineData("", "not JSON: found the end at 1:1, expected a value")]
    [InlineData("{\n  \"a\": 1,\n}", "not JSON: found '}' at 3:1, expected a key in double quotes")]
    [InlineData("[1,]", "not JSON: found ']' at 1:4, expected a value")]
    [InlineData("[,1]", "not JSON: found ',' at 1:2, expected a value or ]")]
    [InlineData("[1 2]", "not JSON: found '2' at 1:4, expected , or ]")]
    [InlineData("[1}", "not JSON: found '}' at 1:3, expected , or ]")]
    [InlineData("{a: 1}", "not JSON: found 'a' at 1:2, expected a key in double quotes or }")]
    [InlineData("{\"a\" 1}", "not JSON: found '1' at 1:6, expected : after the key")]
    [InlineData("{\"a\":}", "not JSON: found '}' at 1:6, expected a value")]
    [InlineData("{\"a\":1 ]", "not JSON: found ']' at 1:8, expected , or }")]
    [InlineData("1 2", "not JSON: found '2' at 1:3, expected nothing more after the value")]
    [InlineData("[] ]", "not JSON: found ']' at 1:4, expected nothing more after the value")]
    [InlineData("nul", "not JSON: found the end at 1:4, expected null")]
    [InlineData("tru\n", "not JSON: found the end of the line at 1:4, expected true")]
    [InlineData("01", "not JSON: found '1' at 1:2, expected nothing more after the value")]
    [InlineData("-", "not JSON: found the end at 1:2, expected a digit")]
    [InlineData("1.", "not JSON: found the end at 1:3, expected a digit")]
    [InlineData("1e+", "not JSON: found the end at 1:4, expected a digit")]
    [InlineData("+1", "not JSON: found '+' at 1:1, expected a value")]
    [InlineData("NaN", "not JSON: found 'N' at 1:1, expected a value")]
    [InlineData("'a'", "not JSON: found ''' at 1:1, expected a value")]
    [InlineData("\"é\\x\"", "not JSON: found 'x' at 1:4, expected one of \" \\ / b f n r t u after \\")]
    [InlineData("\"\\u12g4\"", "not JSON: found 'g' at 1:6, expected four hexadecimal digits after \\u")]
    [InlineData("\"a\tb\"", "not JSON: found a tab at 1:3, expected control characters in a string to be escaped")]
    [InlineData("\"a", "not JSON: found the end at 1:3, expected a closing double quote")]
    [InlineData("\"a\\", "not JSON: found the end at 1:4, expected one of \" \\ / b f n r t u after \\")]
    [InlineData("\ufeff1", "not JSON: found a byte order mark at 1:1, expected a value")]
    [InlineData("[1] // no", "not JSON: found '/' at 1:5, expected nothing more after the value")]
    [InlineData("\u001b[31m", "not JSON: found the character U+001B at 1:1, expected a value")]
    [InlineData("[1e400]", "number 1e400 at 1:2 is too large")]
    public void Error_OfTextThatIsNotJson_SaysWhatIsWrongWhere(string json, string message) =>
        Rewritten(json).Error.ShouldNotBeNull().Message.ShouldBe(message);

    [Fact]
    public void Read_AfterAnError_StaysThere()
    {
        var reader = new JsonReader("]1"u8);
        reader.Read().ShouldBeFalse();
        reader.Read().ShouldBeFalse();
        reader.Token.ShouldBe(JsonToken.None);
        reader.Error.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(10_000, true)]
    [InlineData(10_001, false)]
    [InlineData(1_000_000, false)]
    public void Read_OfDeepNesting_StopsAtTheLimit(int depth, bool passes) =>
        Rewritten(new string('[', depth) + new string(']', depth)).Error.ShouldBe(passes ? null : new Diagnostic(JsonRules.Depth, "JSON is nested more than 10000 levels deep at 1:10001"));

    [Fact]
    public void Read_OfAnyBytes_NeverThrows() => Prop.ForAll<byte[]>(bytes =>
    {
        var reader = new JsonReader(bytes);
        while (reader.Read()) reader.Error.ShouldBeNull();
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_OfAlmostJson_AgreesWithTheReferenceParser()
    {
        var pieces = new[] { "{", "}", "[", "]", ",", ":", "\"a\"", "\"\\n\"", "1", "-0.5e3", "0", ".", "e", "true", "null", " ", "\n", "x", "\"" };
        Prop.ForAll(Gen.Elements(pieces).ListOf().Select(string.Concat).ToArbitrary(), json =>
            {
                // The pieces sometimes make a number that is JSON but too large for a double, which the other parser leaves as text.
                var error = Rewritten(json).Error;
                return error?.Code == JsonRules.NumberRange.Code || (error is null) == IsJson(json);
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    private static bool IsJson(string json)
    {
        try
        {
            using var _ = System.Text.Json.JsonDocument.Parse(json);
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static (string Json, Diagnostic? Error) Rewritten(string json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new CanonicalJsonWriter(buffer);
        var reader = new JsonReader(Encoding.UTF8.GetBytes(json));
        while (reader.Read())
        {
            switch (reader.Token)
            {
                case JsonToken.Null: writer.WriteNull(); break;
                case JsonToken.True: writer.WriteBoolean(true); break;
                case JsonToken.False: writer.WriteBoolean(false); break;
                case JsonToken.Number: writer.WriteNumber(reader.Number); break;
                case JsonToken.String: writer.WriteString(reader.Text); break;
                case JsonToken.Key: writer.WriteKey(reader.Text); break;
                case JsonToken.StartArray: writer.StartArray(); break;
                case JsonToken.EndArray: writer.EndArray(); break;
                case JsonToken.StartObject: writer.StartObject(); break;
                case JsonToken.EndObject: writer.EndObject(); break;
            }
        }

        return (Encoding.UTF8.GetString(buffer.WrittenSpan), reader.Error);
    }
}
