using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Values;

/// <summary>Integers of every size against BigInteger, most of them near the edge of 64 bits.</summary>
public sealed class IntegerTests
{
    private static readonly Gen<BigInteger> Numbers = Gen.OneOf(
        Gen.Choose(-100, 100).Select(number => (BigInteger)number),
        ArbMap.Default.GeneratorFor<long>().Select(number => (BigInteger)number),
        from shift in Gen.Choose(55, 140)
        from offset in Gen.Choose(-3, 3)
        from sign in Gen.Elements(-1, 1)
        select sign * ((BigInteger.One << shift) + offset),
        from sign in Gen.Elements(-1, 1)
        from offset in Gen.Choose(-3, 3)
        select (sign * (BigInteger)long.MaxValue) + offset);

    private static readonly Gen<(BigInteger Left, BigInteger Right)> Pairs =
        from left in Numbers
        from right in Numbers
        select (left, right);

    [Fact]
    public void Arithmetic_OfAnyIntegers_IsExact() => Check(Pairs, static pair =>
    {
        var (left, right) = (Value.FromInt(pair.Left), Value.FromInt(pair.Right));
        Number(Operators.Add(left, right)).ShouldBe(pair.Left + pair.Right);
        Number(Operators.Subtract(left, right)).ShouldBe(pair.Left - pair.Right);
        Number(Operators.Multiply(left, right)).ShouldBe(pair.Left * pair.Right);
        Number(Operators.Unary(UnaryOperator.Minus, left)).ShouldBe(-pair.Left);
        Number(Operators.Unary(UnaryOperator.Invert, left)).ShouldBe(-pair.Left - 1);
        Number(Operators.Binary(BinaryOperator.And, left, right)).ShouldBe(pair.Left & pair.Right);
        Number(Operators.Binary(BinaryOperator.Or, left, right)).ShouldBe(pair.Left | pair.Right);
        Number(Operators.Binary(BinaryOperator.Xor, left, right)).ShouldBe(pair.Left ^ pair.Right);
    });

    [Fact]
    public void Division_OfAnyIntegers_RoundsDown() => Check(Pairs.Where(static pair => !pair.Right.IsZero), static pair =>
    {
        var (left, right) = (Value.FromInt(pair.Left), Value.FromInt(pair.Right));
        var quotient = Number(Operators.FloorDivide(left, right));
        var remainder = Number(Operators.Modulo(left, right));
        ((quotient * pair.Right) + remainder).ShouldBe(pair.Left);
        (remainder.IsZero || remainder.Sign == pair.Right.Sign).ShouldBeTrue();
        (BigInteger.Abs(remainder) < BigInteger.Abs(pair.Right)).ShouldBeTrue();
    });

    [Fact]
    public void Comparison_OfAnyIntegers_IsTheirOrder() => Check(Pairs, static pair =>
    {
        var (left, right) = (Value.FromInt(pair.Left), Value.FromInt(pair.Right));
        Operators.Compare(ComparisonOperator.Less, left, right).ShouldBe(pair.Left < pair.Right);
        Operators.Compare(ComparisonOperator.GreaterOrEqual, left, right).ShouldBe(pair.Left >= pair.Right);
        Operators.Equals(left, right).ShouldBe(pair.Left == pair.Right);
    });

    [Fact]
    public void Shift_OfAnyInteger_IsExact() => Check(
        from number in Numbers
        from count in Gen.Choose(0, 511)
        select (number, count),
        static pair =>
        {
            Number(Operators.Binary(BinaryOperator.ShiftLeft, Value.FromInt(pair.number), pair.count)).ShouldBe(pair.number << pair.count);
            Number(Operators.Binary(BinaryOperator.ShiftRight, Value.FromInt(pair.number), pair.count)).ShouldBe(pair.number >> pair.count);
        });

    [Fact]
    public void Float_ComparedWithInteger_IsComparedExactly() => Check(Pairs, static pair =>
    {
        var number = Floats.ToDouble(pair.Right);
        var exact = pair.Left.CompareTo(new BigInteger(number));
        Operators.Compare(ComparisonOperator.Less, Value.FromInt(pair.Left), number).ShouldBe(exact < 0);
        Operators.Compare(ComparisonOperator.Greater, number, Value.FromInt(pair.Left)).ShouldBe(exact < 0);
        Operators.Equals(Value.FromInt(pair.Left), number).ShouldBe(exact == 0);
        if (exact == 0)
            HashTable.HashOf(Value.FromInt(pair.Left)).ShouldBe(HashTable.HashOf((Value)number));
    });

    [Fact]
    public void ToDouble_OfLargeInteger_IsTheNearest() => Check(Numbers, static number =>
    {
        var near = Floats.ToDouble(number);
        var distance = BigInteger.Abs(new BigInteger(near) - number);
        (distance <= BigInteger.Abs(new BigInteger(Math.BitIncrement(near)) - number)).ShouldBeTrue();
        (distance <= BigInteger.Abs(new BigInteger(Math.BitDecrement(near)) - number)).ShouldBeTrue();
    });

    [Fact]
    public void Integer_OfSixtyFourBits_NeedsNoObject()
    {
        Value.FromInt((BigInteger)long.MaxValue).IsSmallInt.ShouldBeTrue();
        Value.FromInt((BigInteger)long.MinValue).IsSmallInt.ShouldBeTrue();
        Value.FromInt((BigInteger)long.MaxValue + 1).IsSmallInt.ShouldBeFalse();
    }

    private static BigInteger Number(Value value)
    {
        value.TryGetBigInteger(out var number).ShouldBeTrue();
        return number;
    }

    private static void Check<T>(Gen<T> inputs, Action<T> test) =>
        FsCheck.Fluent.Prop.ForAll(inputs.ToArbitrary(), test).QuickCheckThrowOnFailure();
}
