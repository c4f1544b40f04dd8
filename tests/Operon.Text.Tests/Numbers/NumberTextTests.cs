using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Operon.Text.Numbers;

namespace Operon.Text.Tests.Numbers;

public sealed class NumberTextTests
{
    [Fact]
    public void Notations_OfRecordedNumbers_AreThoseOfGo()
    {
        foreach (var row in Rows("number-to-text.tsv"))
        {
            var number = BitConverter.UInt64BitsToDouble(ulong.Parse(row[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            (NumberText.Plain(number), NumberText.Json(number), NumberText.General32(number)).ShouldBe((row[1], row[2], row[3]));
        }
    }

    [Fact]
    public void TryParse_OfRecordedTexts_IsThatOfGo()
    {
        foreach (var row in Rows("text-to-number.tsv"))
        {
            var read = NumberText.TryParse(Encoding.UTF8.GetBytes(row[0]), out var number)
                ? double.IsNaN(number) ? "nan" : BitConverter.DoubleToUInt64Bits(number).ToString("x16", CultureInfo.InvariantCulture)
                : "-";
            read.ShouldBe(row[1].StartsWith("7ff8", StringComparison.Ordinal) ? "nan" : row[1], row[0]);
        }
    }

    [Theory]
    [InlineData(1e21, "1000000000000000000000")]
    [InlineData(-0.0, "-0")]
    [InlineData(0.1, "0.1")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void Plain_OfAnyNumber_HasNoExponent(double number, string text) => NumberText.Plain(number).ShouldBe(text);

    [Theory]
    [InlineData(1e-7, "1e-7")]
    [InlineData(1e21, "1e+21")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(1 / 33554432.0, "2.9802322387695312e-8")]
    public void Json_OfExtremes_UsesShortExponent(double number, string text) => NumberText.Json(number).ShouldBe(text);

    [Theory]
    [InlineData(1.10, "1.1")]
    [InlineData(1e9, "1e+09")]
    [InlineData(16777217.5, "1.6777218e+07")]
    [InlineData(123456.789, "123456.79")]
    [InlineData(-0.0, "-0")]
    public void General32_OfYamlNumbers_RoundsTo32Bits(double number, string text) => NumberText.General32(number).ShouldBe(text);

    [Fact]
    public void TryParse_OfPlainAndJsonText_GivesTheNumberBack() => Prop.ForAll<ulong>(bits =>
    {
        var number = BitConverter.UInt64BitsToDouble(bits);
        return Same(NumberText.Plain(number)) && Same(NumberText.Json(number));

        bool Same(string text) => NumberText.TryParse(Encoding.ASCII.GetBytes(text), out var back) && back.Equals(number);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryParse_OfAnyBytes_NeverThrows() =>
        Prop.ForAll<byte[]>(bytes => !NumberText.TryParse(bytes, out var number) || !double.IsNegative(number) || bytes[0] == '-').QuickCheckThrowOnFailure();

    [Fact]
    public void TryParse_OfAMillionDigits_RoundsToTheNearestNumber()
    {
        var text = "0." + new string('3', 1_000_000);
        NumberText.TryParse(Encoding.ASCII.GetBytes(text), out var number).ShouldBeTrue();
        number.ShouldBe(1 / 3.0);
        NumberText.TryParse(Encoding.ASCII.GetBytes(new string('9', 1_000_000)), out _).ShouldBeFalse();
    }

    private static IEnumerable<string[]> Rows(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Numbers", file)).Select(line => line.Split('\t'));
}
