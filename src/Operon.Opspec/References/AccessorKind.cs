namespace Operon.Opspec.References;

/// <summary>The kinds of steps from a value to a part of it.</summary>
public enum AccessorKind
{
    /// <summary><c>[text]</c>: an item of an array, else a property of an object.</summary>
    Bracket,

    /// <summary><c>.name</c>: a property of an object.</summary>
    Property,

    /// <summary><c>/path</c>: an entry of a directory; takes the whole rest of the reference.</summary>
    Path,
}
