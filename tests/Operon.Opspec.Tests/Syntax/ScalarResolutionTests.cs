using Operon.Opspec.Syntax;

namespace Operon.Opspec.Tests.Syntax;

/// <summary>The scalar rules of section 1.1.1; every row was asked of the libraries that the specification names.</summary>
public sealed class ScalarResolutionTests
{
    [Theory]
    [InlineData("y Y yes Yes YES true True TRUE on On ON", true)]
    [InlineData("n N no No NO false False FALSE off Off OFF", false)]
    public void Plain_WordForTruth_IsBoolean(string words, bool expected)
    {
        foreach (var word in words.Split(' '))
        {
            var scalar = Yaml.Scalar(word);
            scalar.Kind.ShouldBe(ScalarKind.Boolean, word);
            scalar.Boolean.ShouldBe(expected, word);
            scalar.Text.ShouldBe(expected ? "true" : "false", word);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData("Null")]
    [InlineData("NULL")]
    [InlineData("!!null ''")]
    [InlineData("!!null ~")]
    public void Plain_WordForNothing_IsNull(string yaml) => Yaml.Scalar(yaml).Kind.ShouldBe(ScalarKind.Null);

    [Theory]
    [InlineData("0x1F", 31, "31")]
    [InlineData("0X1f", 31, "31")]
    [InlineData("0b11", 3, "3")]
    [InlineData("0B11", 3, "3")]
    [InlineData("-0b11", -3, "-3")]
    [InlineData("+0b1", 1, "1")]
    [InlineData("0b-1", -1, "-1")]
    [InlineData("0o17", 15, "15")]
    [InlineData("0O17", 15, "15")]
    [InlineData("-0o17", -15, "-15")]
    [InlineData("010", 8, "8")]
    [InlineData("-010", -8, "-8")]
    [InlineData("08", 8, "8")]
    [InlineData("09", 9, "9")]
    [InlineData("-08", -8, "-8")]
    [InlineData("019", 19, "19")]
    [InlineData("0_7", 7, "7")]
    [InlineData("0_8", 8, "8")]
    [InlineData("1__0", 10, "10")]
    [InlineData("1_", 1, "1")]
    [InlineData("0x_1F", 31, "31")]
    [InlineData("0_x1", 1, "1")]
    [InlineData("0b_1", 1, "1")]
    [InlineData("+5", 5, "5")]
    [InlineData("+0", 0, "0")]
    [InlineData("-0", 0, "0")]
    [InlineData("1_0.5", 10.5, "10.5")]
    [InlineData(".5", 0.5, "0.5")]
    [InlineData("-.5", -0.5, "-0.5")]
    [InlineData("+.5", 0.5, "0.5")]
    [InlineData(".5_0", 0.5, "0.5")]
    [InlineData(".5e1_0", 5e9, "5e+09")]
    [InlineData(".1e3", 100, "100")]
    [InlineData("1.", 1, "1")]
    [InlineData("0.", 0, "0")]
    [InlineData("00.5", 0.5, "0.5")]
    [InlineData("1.e2", 100, "100")]
    [InlineData("1e3", 1000, "1000")]
    [InlineData("1E+3", 1000, "1000")]
    [InlineData("1e+_3", 1000, "1000")]
    [InlineData("1e1_0", 1e10, "1e+10")]
    [InlineData("1e-400", 0, "0")]
    [InlineData("-0.0", -0.0, "-0")]
    [InlineData("18446744073709551615", 18446744073709551615d, "18446744073709551615")]
    [InlineData("18446744073709551616", 18446744073709551616d, "1.8446744e+19")]
    [InlineData("+18446744073709551615", 18446744073709551615d, "1.8446744e+19")]
    [InlineData("9223372036854775808", 9223372036854775808d, "9223372036854775808")]
    [InlineData("-9223372036854775809", -9223372036854775809d, "-9.223372e+18")]
    [InlineData("0xFFFFFFFFFFFFFFFF", 18446744073709551615d, "18446744073709551615")]
    [InlineData("-0x8000000000000000", -9223372036854775808d, "-9223372036854775808")]
    [InlineData("0777777777777777777777", 9223372036854775807d, "9223372036854775807")]
    [InlineData("07777777777777777777777777", 7.777777777777777777777777e24, "7.777778e+24")]
    [InlineData("0123456789", 123456789, "1.2345679e+08")]
    [InlineData("1.10", 1.1, "1.1")]
    [InlineData("1.0", 1, "1")]
    [InlineData("1e9", 1e9, "1e+09")]
    [InlineData("16777217.5", 16777217.5, "1.6777218e+07")]
    [InlineData("123456.789", 123456.789, "123456.79")]
    [InlineData("1234567.0", 1234567, "1.234567e+06")]
    [InlineData("1000000.0", 1000000, "1e+06")]
    [InlineData("100000.0", 100000, "100000")]
    [InlineData("0.0001", 0.0001, "0.0001")]
    [InlineData("0.00001", 0.00001, "1e-05")]
    [InlineData("0.00012345", 0.00012345, "0.00012345")]
    [InlineData("1e39", 1e39, "+Inf")]
    [InlineData("!!int \"5\"", 5, "5")]
    [InlineData("!!float 5", 5, "5")]
    [InlineData("!!float '1e3'", 1000, "1000")]
    [InlineData("!!float 0x10", 16, "16")]
    [InlineData("!!float 9223372036854775807", 9223372036854775807d, "9.223372e+18")]
    [InlineData("!<tag:yaml.org,2002:int> '7'", 7, "7")]
    public void Plain_Number_HasValueAndText(string yaml, double value, string text)
    {
        var scalar = Yaml.Scalar(yaml);
        scalar.Kind.ShouldBe(ScalarKind.Number);
        scalar.Number.ShouldBe(value);
        scalar.Text.ShouldBe(text);
        double.IsNegative(scalar.Number).ShouldBe(double.IsNegative(value));
    }

    [Theory]
    [InlineData("oN")]
    [InlineData("nUll")]
    [InlineData("0xG")]
    [InlineData("0x")]
    [InlineData("0b")]
    [InlineData("-0b")]
    [InlineData("0b2")]
    [InlineData("0o8")]
    [InlineData("_1")]
    [InlineData("._5")]
    [InlineData(".5_")]
    [InlineData(".5__0")]
    [InlineData(".5e_1")]
    [InlineData(".e3")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("+")]
    [InlineData("--1")]
    [InlineData("+-1")]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData(".1e400")]
    [InlineData("1e")]
    [InlineData("190:20:30")]
    [InlineData("1:2")]
    [InlineData("0x1FFFFFFFFFFFFFFFF")]
    [InlineData("-0x8000000000000001")]
    [InlineData("0x1p4")]
    [InlineData("1 2")]
    [InlineData("Infinity")]
    [InlineData(".infinity")]
    [InlineData(".Nan")]
    [InlineData("2020-01-01")]
    [InlineData("2020-01-01T00:00:00Z")]
    [InlineData("<<")]
    [InlineData("=")]
    [InlineData("$(a)")]
    public void Plain_AnythingElse_StaysAsWritten(string yaml)
    {
        var scalar = Yaml.Scalar(yaml);
        scalar.Kind.ShouldBe(ScalarKind.String);
        scalar.Text.ShouldBe(yaml);
    }

    [Theory]
    [InlineData("'true'", "true")]
    [InlineData("\"5\"", "5")]
    [InlineData("''", "")]
    [InlineData("!!str 5", "5")]
    [InlineData("!!str", "")]
    [InlineData("!!str ~", "~")]
    [InlineData("! 5", "5")]
    [InlineData("!foo 5", "5")]
    [InlineData("!!foo true", "true")]
    [InlineData("!!map x", "x")]
    [InlineData("!!binary aGk=", "hi")]
    [InlineData("!!binary \"a\\nGk=\"", "hi")]
    [InlineData("!!binary gIE=", "\uFFFD\uFFFD")]
    [InlineData("!!timestamp 2020-01-01", "2020-01-01")]
    [InlineData("!!timestamp '2020-1-1 1:2:3'", "2020-1-1 1:2:3")]
    public void QuotedOrTagged_Text_IsString(string yaml, string text)
    {
        var scalar = Yaml.Scalar(yaml);
        scalar.Kind.ShouldBe(ScalarKind.String);
        scalar.Text.ShouldBe(text);
    }

    [Theory]
    [InlineData("!!int 5.0")]
    [InlineData("!!int")]
    [InlineData("!!int 2020-01-01")]
    [InlineData("!!int 18446744073709551616")]
    [InlineData("!!float x")]
    [InlineData("!!bool 1")]
    [InlineData("!!null x")]
    [InlineData("!!binary a!")]
    [InlineData("!!timestamp x")]
    [InlineData("!!timestamp 5")]
    [InlineData("!!timestamp 2020-13-45")]
    public void Tagged_ValueOfAnotherType_IsRefused(string yaml) =>
        Yaml.Read("v: " + yaml).Diagnostics.ShouldHaveSingleItem().Rule.ShouldBe(SyntaxRules.Tag);

    [Theory]
    [InlineData(".nan")]
    [InlineData(".NaN")]
    [InlineData(".inf")]
    [InlineData("-.Inf")]
    [InlineData("+.INF")]
    [InlineData("!!float .inf")]
    public void Plain_NotFinite_IsRefused(string yaml) =>
        Yaml.Read("v: " + yaml).Diagnostics.ShouldHaveSingleItem().Rule.ShouldBe(SyntaxRules.NotFinite);
}
