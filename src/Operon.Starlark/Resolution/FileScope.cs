namespace Operon.Starlark.Resolution;

/// <summary>The variables of a file outside of functions.</summary>
internal class FileScope
{
    /// <summary>The variables that no other file sees: loaded names, and those of comprehensions.</summary>
    public List<Binding> Locals { get; } = [];

    /// <summary>The variables of the module.</summary>
    public List<Binding> Globals { get; } = [];

    /// <summary>The names of the host that it uses, in the order of their numbers.</summary>
    public List<string> Predeclared { get; } = [];

    /// <summary>How many comprehensions stand outside of functions: each has a place for what it makes.</summary>
    public int Comprehensions { get; set; }
}
