using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Values;

public sealed class ForkTests
{
    [Fact]
    public void Copy_OfMutableValues_SharesNoMutation()
    {
        var list = new StarlarkList(1);
        var dict = new StarlarkDict();
        dict.Set("list", list);
        var copy = new Fork().Copy(new StarlarkTuple(dict, list));
        list.Append(2);
        dict.Set("more", 3);
        copy.ToString().ShouldBe("""({"list": [1]}, [1])""");
    }

    [Fact]
    public void Copy_OfSharedAndCyclicValues_KeepsTheShape()
    {
        var list = new StarlarkList();
        list.Append(list);
        var copy = new Fork().Copy(new StarlarkTuple(list, list)).As<StarlarkTuple>()!;
        var inner = copy[0].As<StarlarkList>()!;
        inner.ShouldNotBeSameAs(list);
        inner.ShouldBeSameAs(copy[1].As<StarlarkList>());
        inner.ShouldBeSameAs(inner[0].As<StarlarkList>());
    }

    [Fact]
    public void Copy_OfFrozenValue_IsTheValue()
    {
        var list = new StarlarkList(1);
        Freezer.Freeze(list);
        new Fork().Copy(list).As<StarlarkList>().ShouldBeSameAs(list);
    }

    [Fact]
    public void Copy_OfTheSameValueTwice_IsTheSame()
    {
        var list = new StarlarkList(1);
        var fork = new Fork();
        fork.Copy(list).As<StarlarkList>().ShouldBeSameAs(fork.Copy(list).As<StarlarkList>());
    }

    [Fact]
    public void Copy_OfDictAndSet_FindsItsKeys()
    {
        var dict = new StarlarkDict();
        for (var i = 0; i < 100; i++)
            dict.Set(new StarlarkTuple($"k{i}"), i);
        var copy = new Fork().Copy(dict).As<StarlarkDict>()!;
        for (var i = 0; i < 100; i++)
            copy.TryGet(new StarlarkTuple($"k{i}"), out _).ShouldBeTrue();
    }

    [Fact]
    public void Copy_OfMethodOfList_AppendsToTheCopy()
    {
        var list = new StarlarkList();
        var append = Attributes.Get(list, "append");
        var copy = new Fork().Copy(new StarlarkTuple(list, append)).As<StarlarkTuple>()!;
        new StarlarkThread().Call(copy[1], 1);
        list.Count.ShouldBe(0);
        copy[0].As<StarlarkList>()!.Count.ShouldBe(1);
    }
}
