using Operon.Starlark.Values;

namespace Operon.Starlark.Execution;

/// <summary>A file that was executed, or is being executed: its globals.</summary>
public sealed class Module : StarlarkObject
{
    private readonly string[] names;
    private bool frozen;

    internal Module(string name, string[] names, Value[] slots, Value[] predeclared)
    {
        Name = name;
        this.names = names;
        Slots = slots;
        Predeclared = predeclared;
    }

    /// <inheritdoc/>
    public override string TypeName => "module";

    /// <summary>The name of the file in positions.</summary>
    public string Name { get; }

    /// <summary>The names of the globals that have a value, in the order in which they stand in the file.</summary>
    public IEnumerable<string> Names => names.Where((_, i) => !Slots[i].IsUnset);

    internal Value[] Slots { get; }

    internal Value[] Predeclared { get; }

    /// <summary>How many values the last fork copied: the next one will need about as much room.</summary>
    internal int ForkedValues { get; set; }

    /// <summary>Gets a global.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>Whether there is one that has a value.</returns>
    public bool TryGet(string name, out Value value)
    {
        var index = Array.IndexOf(names, name);
        value = index < 0 ? default : Slots[index];
        return !value.IsUnset;
    }

    /// <summary>
    /// Makes the values of all globals immutable, those of the predeclared names that the file uses, and all they reach: then threads may share it.
    /// What other modules load from should be frozen.
    /// </summary>
    public void Freeze() => Freezer.Freeze(this);

    /// <summary>
    /// Copies what is mutable in the module, so that its functions can run at the same time as those of the original
    /// without seeing each other's changes. Frozen values are shared.
    /// </summary>
    /// <returns>The copy, and where the copies of values are.</returns>
    public ModuleFork Fork() => new(this);

    /// <inheritdoc/>
    public override void Freeze(Freezer freezer)
    {
        if (frozen) return;
        frozen = true;
        foreach (var value in Slots) freezer.Add(value);
        foreach (var value in Predeclared) freezer.Add(value);
    }

    /// <inheritdoc/>
    public override StarlarkObject NewCopy() => frozen ? this : new Module(Name, names, new Value[Slots.Length], new Value[Predeclared.Length]);

    /// <inheritdoc/>
    public override void FillCopy(StarlarkObject original, Fork fork)
    {
        var other = (Module)original;
        for (var i = 0; i < Slots.Length; i++) Slots[i] = fork.Add(other.Slots[i]);
        for (var i = 0; i < Predeclared.Length; i++) Predeclared[i] = fork.Add(other.Predeclared[i]);
    }
}
