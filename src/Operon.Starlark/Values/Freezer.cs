namespace Operon.Starlark.Values;

/// <summary>Freezes values and all they reach; neither cycles nor depth trouble it.</summary>
public sealed class Freezer
{
    private readonly Stack<StarlarkObject> _pending = new();

    private Freezer()
    {
    }

    /// <summary>Freezes values and all they reach.</summary>
    /// <param name="values">The values.</param>
    public static void Freeze(params ReadOnlySpan<Value> values)
    {
        var freezer = new Freezer();
        foreach (var value in values)
            freezer.Add(value);
        while (freezer._pending.TryPop(out var next))
            next.Freeze(freezer);
    }

    /// <summary>Freezes a value later in this walk.</summary>
    /// <param name="value">The value.</param>
    public void Add(in Value value)
    {
        if (value.Reference is StarlarkObject held)
            _pending.Push(held);
    }
}
