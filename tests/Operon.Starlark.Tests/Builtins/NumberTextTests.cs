using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Operon.Starlark.Builtins;
using Operon.Starlark.Formatting;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Builtins;

public sealed class NumberTextTests
{
    [Fact]
    public void Float_WrittenAndRead_IsTheSame() => FsCheck.Fluent.Prop.ForAll(ArbMap.Default.ArbFor<long>(), static bits =>
    {
        var number = BitConverter.Int64BitsToDouble(bits);
        if (!double.IsFinite(number))
            return;
        var text = FloatText.Of(number);
        NumberText.ParseFloat(text).ShouldBe(number);
        (text.Contains('.', StringComparison.Ordinal) || text.Contains('e', StringComparison.Ordinal)).ShouldBeTrue(text);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(16)]
    [InlineData(36)]
    public void Integer_InAnyBase_IsReadExactly(int radix) => FsCheck.Fluent.Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyArray<byte>>(), bytes =>
    {
        var number = new BigInteger(bytes.Get, isUnsigned: true);
        number = BigInteger.Pow(number, 5);
        var digits = "";
        for (var rest = number; !rest.IsZero; rest /= radix)
            digits = "0123456789abcdefghijklmnopqrstuvwxyz"[(int)(rest % radix)] + digits;
        NumberText.TryParseInt("-" + (digits.Length == 0 ? "0" : digits), radix, out var read).ShouldBeTrue();
        read.ShouldBe(-number);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Integer_WrittenInOctal_ReadsBack()
    {
        var number = BigInteger.Pow(12345, 20);
        NumberText.TryParseInt(Strings.Decode(PercentFormat.Apply("%o", Value.FromInt(number))), 8, out var read).ShouldBeTrue();
        read.ShouldBe(number);
    }

    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1e6, "1e+06")]
    [InlineData(123456, "123456.0")]
    [InlineData(1234567, "1.234567e+06")]
    [InlineData(1e15, "1e+15")]
    [InlineData(1e-4, "0.0001")]
    [InlineData(1e-5, "1e-05")]
    [InlineData(1.5e-7, "1.5e-07")]
    [InlineData(1e100, "1e+100")]
    [InlineData(double.Epsilon, "5e-324")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    public void Float_OfAnySize_IsWrittenAsGoDoes(double number, string text) => FloatText.Of(number).ShouldBe(text);
}
