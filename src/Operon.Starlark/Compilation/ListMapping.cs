namespace Operon.Starlark.Compilation;

/// <summary>Arrays of what is made of the items of a list: in one step, which is compiled ahead.</summary>
internal static class ListMapping
{
    public static TResult[] Map<TItem, TState, TResult>(this List<TItem> items, TState state, Func<TState, TItem, TResult> make)
    {
        if (items.Count == 0) return [];
        var results = new TResult[items.Count];
        for (var i = 0; i < results.Length; i++) results[i] = make(state, items[i]);
        return results;
    }
}
