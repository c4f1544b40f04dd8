using Operon.Starlark.Execution;

namespace Operon.Starlark.Values;

/// <summary>When a dict or set may be changed.</summary>
internal static class HashTableState
{
    public static void CheckMutable(string verb, bool frozen, int walks)
    {
        if (frozen)
            throw new StarlarkException($"cannot {verb} frozen hash table");
        if (walks > 0)
            throw new StarlarkException($"cannot {verb} hash table during iteration");
    }
}
