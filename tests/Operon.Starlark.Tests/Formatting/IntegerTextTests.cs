using System.Globalization;
using System.Numerics;
using Operon.Starlark.Formatting;

namespace Operon.Starlark.Tests.Formatting;

public sealed class IntegerTextTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(2048)]
    [InlineData(2049)]
    [InlineData(4096)]
    [InlineData(10_000)]
    public void Of_IntegersAroundAPowerOfTen_AreTheirDigits(int digits)
    {
        var power = BigInteger.Pow(10, digits);
        foreach (var number in (BigInteger[])[power, power - 1, power + 1, -power, power / 7, -(power / 3)]) IntegerText.Of(number).ShouldBe(number.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Of_AMillionDigits_DoesNotTakeTheSquareOfThem() =>
        Starlark.Output("x = str(int('9' * 1000000))\nprint(len(x), x == '9' * 1000000)").ShouldBe("1000000 True");
}
