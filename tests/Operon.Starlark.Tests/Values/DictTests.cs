using FsCheck;
using FsCheck.Fluent;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Values;

/// <summary>The hash table against a list of pairs.</summary>
public sealed class DictTests
{
    private static readonly Gen<Value> Keys = Gen.OneOf(
        Gen.Choose(-4, 12).Select(key => Value.FromInt(key)),
        Gen.Choose(-4, 12).Select(key => Value.FromFloat(key)),
        Gen.Elements("", "a", "b", "é", "\udc80", new string('x', 40)).Select(key => Value.FromString(key)),
        Gen.Choose(0, 3).Select(key => Value.FromObject(new StarlarkTuple(key, "t"))),
        Gen.Elements(Value.None, Value.True, Value.False));

    private static readonly Gen<(int Action, Value Key)[]> Programs =
        (from action in Gen.Choose(0, 9)
         from key in Keys
         select (action, key)).ArrayOf();

    [Fact]
    public void Dict_AfterAnyChanges_IsWhatAListOfPairsIs() => FsCheck.Fluent.Prop.ForAll(Programs.ToArbitrary(), static program =>
    {
        var dict = new StarlarkDict();
        var model = new List<(Value Key, Value Item)>();
        var number = 0;
        foreach (var (action, key) in program)
        {
            var at = model.FindIndex(pair => Operators.Equals(pair.Key, key));
            if (action < 6)
            {
                dict.Set(key, ++number);
                if (at < 0)
                    model.Add((key, number));
                else
                    model[at] = (model[at].Key, number);
            }
            else if (action < 9)
            {
                dict.Remove(key, out _).ShouldBe(at >= 0);
                if (at >= 0)
                    model.RemoveAt(at);
            }
            else if (dict.Table.First() is >= 0 and var first)
            {
                Operators.Equals(dict.Table.KeyAt(first), model[0].Key).ShouldBeTrue();
                dict.Remove(dict.Table.KeyAt(first), out _);
                model.RemoveAt(0);
            }

            dict.TryGet(key, out _).ShouldBe(model.Exists(pair => Operators.Equals(pair.Key, key)));
        }

        dict.Count.ShouldBe(model.Count);
        dict.Items.Select(pair => $"{pair.Key}: {pair.Value}").ShouldBe(model.Select(pair => $"{pair.Key}: {pair.Item}"));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Dict_OfAMillionStrings_FindsThemAll()
    {
        var dict = new StarlarkDict();
        for (var i = 0; i < 1_000_000; i++)
            dict.Set($"key {i}", i);
        dict.Count.ShouldBe(1_000_000);
        for (var i = 0; i < 1_000_000; i += 997)
        {
            dict.TryGet($"key {i}", out var value).ShouldBeTrue();
            value.TryGetInt64(out var number).ShouldBeTrue();
            number.ShouldBe(i);
        }
    }

    [Fact]
    public void Dict_AsAQueue_StaysSmall()
    {
        // Whatever is taken from the front must not be walked over again, nor kept.
        var dict = new StarlarkDict();
        for (var i = 0; i < 200_000; i++)
        {
            dict.Set(i, i);
            if (i >= 10)
                dict.Remove(dict.Table.KeyAt(dict.Table.First()), out _);
        }

        dict.Count.ShouldBe(10);
        dict.Table.End.ShouldBeLessThan(100);
    }
}
