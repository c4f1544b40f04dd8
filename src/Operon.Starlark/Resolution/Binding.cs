using Operon.Starlark.Syntax;

namespace Operon.Starlark.Resolution;

/// <summary>Where a variable lives.</summary>
internal enum Scope
{
    /// <summary>Nowhere: its name is an error.</summary>
    Undefined,

    /// <summary>In a slot of its function, or of the file.</summary>
    Local,

    /// <summary>In a cell in such a slot, because functions within use it.</summary>
    Cell,

    /// <summary>In a cell that a function got from the one around it.</summary>
    Free,

    /// <summary>In a slot of the module.</summary>
    Global,

    /// <summary>Among the names that the host gives the file.</summary>
    Predeclared,

    /// <summary>Among the names that every file has.</summary>
    Universal,
}

/// <summary>What a name means.</summary>
/// <param name="name">The name.</param>
/// <param name="scope">Where the variable lives.</param>
/// <param name="index">Its slot there; of names from outside the file nothing.</param>
/// <param name="first">Where it is bound first.</param>
internal sealed class Binding(string name, Scope scope, int index, Position first)
{
    public string Name { get; } = name;

    public Scope Scope { get; set; } = scope;

    public int Index { get; } = index;

    public Position First { get; } = first;
}
