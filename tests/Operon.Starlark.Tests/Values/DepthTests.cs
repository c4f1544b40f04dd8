using Operon.Starlark.Execution;
using Operon.Starlark.Modules;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Values;

/// <summary>Values that are nested deeper than any stack, and values that hold themselves.</summary>
public sealed class DepthTests
{
    private const int Depth = 100_000;

    [Fact]
    public void Repr_OfDeepList_IsAllItsBrackets() => Nested().ToString().Length.ShouldBe((2 * Depth) + 2);

    [Fact]
    public void Json_OfDeepList_GoesThereAndBack()
    {
        var text = JsonModule.Encode(Nested());
        JsonModule.Encode(JsonModule.Decode(text)).ToString().ShouldBe(text.ToString());
    }

    [Fact]
    public void Json_OfEndlessBraces_IsAnError() =>
        Should.Throw<StarlarkException>(() => JsonModule.Decode(new string('{', Depth))).Message.ShouldBe($"at offset {Depth}, unexpected end of file");

    [Fact]
    public void Hash_OfDeepTuple_IsComputed()
    {
        var tuple = Value.FromObject(StarlarkTuple.Empty);
        for (var i = 0; i < Depth; i++)
            tuple = new StarlarkTuple(tuple);
        var dict = new StarlarkDict();
        dict.Set(tuple, 1);
        dict.TryGet(tuple, out _).ShouldBeTrue();
    }

    [Fact]
    public void Hash_OfTupleThatSharesItsHalves_TakesNoTime()
    {
        var tuple = Value.FromObject(new StarlarkTuple(1));
        for (var i = 0; i < 100; i++)
            tuple = new StarlarkTuple(tuple, tuple);
        HashTable.HashOf(tuple).ShouldBe(HashTable.HashOf(tuple));
    }

    [Fact]
    public void Freeze_OfDeepList_ReachesTheInnermost()
    {
        var innermost = new StarlarkList();
        Value outer = innermost;
        for (var i = 0; i < Depth; i++)
            outer = new StarlarkList(outer);
        Freezer.Freeze(outer);
        Should.Throw<StarlarkException>(() => innermost.Append(1)).Message.ShouldBe("cannot append to frozen list");
    }

    [Fact]
    public void Freeze_OfSharedHalves_VisitsThemOnce()
    {
        var tuple = Value.FromObject(new StarlarkTuple(1));
        for (var i = 0; i < 100; i++)
            tuple = new StarlarkTuple(tuple, tuple);
        Freezer.Freeze(tuple);
    }

    [Fact]
    public void Fork_OfDeepList_CopiesIt() => new Fork().Copy(Nested()).ToString().Length.ShouldBe((2 * Depth) + 2);

    [Fact]
    public void Comparison_OfCyclicLists_IsAnError()
    {
        var list = new StarlarkList();
        list.Append(list);
        Should.Throw<StarlarkException>(() => Operators.Equals(list, list)).Message.ShouldBe("comparison exceeded maximum recursion depth");
    }

    private static Value Nested()
    {
        Value list = new StarlarkList();
        for (var i = 0; i < Depth; i++)
            list = new StarlarkList(list);
        return list;
    }
}
