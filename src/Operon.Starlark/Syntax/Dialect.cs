namespace Operon.Starlark.Syntax;

/// <summary>What a file may use beyond the core of the language. Everything is off unless asked for.</summary>
public sealed record Dialect
{
    /// <summary>The core of the language.</summary>
    public static Dialect Core { get; } = new();

    /// <summary>The universal function <c>set</c>.</summary>
    public bool Set { get; init; }

    /// <summary>The <c>while</c> statement.</summary>
    public bool While { get; init; }

    /// <summary><c>if</c>, <c>for</c> and <c>while</c> outside of functions.</summary>
    public bool TopLevelControl { get; init; }

    /// <summary>Globals and loaded names may be assigned more than once.</summary>
    public bool GlobalReassign { get; init; }

    /// <summary>A function may call itself, directly or through others.</summary>
    public bool Recursion { get; init; }

    /// <summary><c>load</c> makes globals, which others can load in turn, in place of names of the file.</summary>
    public bool LoadBindsGlobally { get; init; }
}
