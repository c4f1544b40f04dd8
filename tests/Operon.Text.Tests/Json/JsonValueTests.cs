using System.Text;
using Operon.Text.Json;

namespace Operon.Text.Tests.Json;

public sealed class JsonValueTests
{
    [Theory]
    [InlineData("""{"b":[1,2.50,"x"],"a":{"c":null,"d":true}}""", """{"a":{"c":null,"d":true},"b":[1,2.5,"x"]}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData(" 1e-7 ", "1e-7")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("\"<&>\"", "\"\\u003c\\u0026\\u003e\"")]
    [InlineData("[]", "[]")]
    public void ToString_OfWhatWasParsed_IsCanonical(string text, string canonical) => Parse(text).ToString().ShouldBe(canonical);

    [Fact]
    public void ToUtf8_Indented_HasALineForEachItem() =>
        Encoding.UTF8.GetString(Parse("""{"b":[1,[]],"a":{"c":{}}}""").ToUtf8(isIndented: true)).ShouldBe("""
            {
              "a": {
                "c": {}
              },
              "b": [
                1,
                []
              ]
            }
            """);

    [Theory]
    [InlineData("1", "1.0", true)]
    [InlineData("0", "-0", true)]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""", true)]
    [InlineData("""{"a":1}""", """{"a":1,"b":2}""", false)]
    [InlineData("[1,2]", "[2,1]", false)]
    [InlineData("null", "false", false)]
    [InlineData("\"1\"", "1", false)]
    public void Equals_OfTwoValues_ComparesWhatTheyMean(string one, string other, bool areEqual)
    {
        Parse(one).Equals(Parse(other)).ShouldBe(areEqual);
        if (areEqual) Parse(one).GetHashCode().ShouldBe(Parse(other).GetHashCode());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1,")]
    [InlineData("1 2")]
    [InlineData("{\"a\"}")]
    public void Parse_OfWhatIsNoJson_SaysWhy(string text) => JsonValue.Parse(Encoding.UTF8.GetBytes(text)).Error.ShouldNotBeNull();

    [Fact]
    public void Parse_OfTooManyArrays_IsRefused() => JsonValue.Parse(Encoding.UTF8.GetBytes(new string('[', 100_000))).Error.ShouldNotBeNull();

    private static JsonValue Parse(string text) => JsonValue.Parse(Encoding.UTF8.GetBytes(text)).Value;
}
