using Operon.Starlark.Formatting;

namespace Operon.Starlark.Tests.Formatting;

public sealed class FloatTextTests
{
    [Theory]
    [InlineData(-25, "2.9802322387695312e-08")]
    [InlineData(-24, "5.960464477539063e-08")]
    [InlineData(-44, "5.684341886080802e-14")]
    [InlineData(-1022, "2.2250738585072014e-308")]
    [InlineData(-1074, "5e-324")]
    [InlineData(1023, "8.98846567431158e+307")]
    public void Of_APowerOfTwo_IsTheShortestThatReadsBack(int exponent, string text) => FloatText.Of(Math.ScaleB(1, exponent)).ShouldBe(text);

    [Fact]
    public void Of_EveryPowerOfTwo_ReadsBack()
    {
        for (var exponent = -1074; exponent <= 1023; exponent++)
        {
            var number = Math.ScaleB(1, exponent);
            double.Parse(FloatText.Of(number), System.Globalization.CultureInfo.InvariantCulture).ShouldBe(number);
        }
    }
}
