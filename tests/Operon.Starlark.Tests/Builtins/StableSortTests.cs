using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Operon.Starlark.Builtins;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Builtins;

public sealed class StableSortTests
{
    private static readonly Gen<Value[]> Keys = Gen.OneOf(
        Gen.Choose(-5, 5).Select(key => Value.FromInt(key)).ArrayOf(),
        Gen.OneOf(Gen.Choose(-5, 5).Select(key => Value.FromInt(key)), Gen.Choose(-5, 5).Select(key => Value.FromFloat(key / 2.0))).ArrayOf(),
        Gen.Elements("", "a", "b", "aa").Select(key => Value.FromString(key)).ArrayOf(),
        Gen.Elements("", "a", "é", "\uffff", "\U00010000").Select(key => Value.FromString(key)).ArrayOf(),
        Gen.Choose(0, 4).Select(key => Value.FromObject(new StarlarkTuple(key, 1))).ArrayOf());

    [Fact]
    public void Sort_ByAnyKeys_IsOrderedAndStable() => FsCheck.Fluent.Prop.ForAll(Keys.ToArbitrary(), ArbMap.Default.ArbFor<bool>(), static (keys, descending) =>
    {
        var places = new Value[keys.Length];
        for (var i = 0; i < places.Length; i++)
            places[i] = i;
        var original = (Value[])keys.Clone();
        StableSort.Sort((Value[])keys.Clone(), places, descending);
        for (var i = 1; i < places.Length; i++)
        {
            places[i - 1].TryGetInt64(out var before);
            places[i].TryGetInt64(out var after);
            var (first, second) = descending ? (original[after], original[before]) : (original[before], original[after]);
            Operators.Compare(ComparisonOperator.LessOrEqual, first, second).ShouldBeTrue();
            if (Operators.Equals(first, second))
                before.ShouldBeLessThan(after);
        }

        places.Select(place => place.ToString()).Distinct().Count().ShouldBe(keys.Length);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Sort_OfManyMixedNumbers_IsOrdered()
    {
        var random = new Random(1);
        var items = new Value[10_000];
        for (var i = 0; i < items.Length; i++)
            items[i] = random.Next(2) == 0 ? random.Next(1000) : random.NextDouble() * 1000;
        StableSort.Sort(items, descending: false);
        for (var i = 1; i < items.Length; i++)
            Operators.Compare(ComparisonOperator.LessOrEqual, items[i - 1], items[i]).ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sort_OfVeryMany_IsAsOneOfFew(bool descending)
    {
        var random = new Random(2);
        var numbers = Enumerable.Range(0, 600_000).Select(_ => random.NextInt64(-100_000, 100_000)).ToArray();
        var wanted = descending ? numbers.OrderDescending() : numbers.Order();
        var items = Array.ConvertAll(numbers, static number => (Value)number);
        StableSort.Sort(items, descending);
        items.Select(static item => item.Bits).ShouldBe(wanted);

        var texts = Array.ConvertAll(numbers, static number => number.ToString(CultureInfo.InvariantCulture));
        items = Array.ConvertAll(texts, static text => (Value)text);
        StableSort.Sort(items, descending);
        items.Select(static item => item.AsString()).ShouldBe(descending ? texts.OrderDescending(StringComparer.Ordinal) : texts.Order(StringComparer.Ordinal));

        var places = Enumerable.Range(0, numbers.Length).ToArray();
        items = Array.ConvertAll(places, static place => (Value)place);
        StableSort.Sort(Array.ConvertAll(numbers, static number => (Value)number), items, descending);
        items.Select(static item => (int)item.Bits).ShouldBe(descending ? places.OrderByDescending(place => numbers[place]) : places.OrderBy(place => numbers[place]));
    }
}
