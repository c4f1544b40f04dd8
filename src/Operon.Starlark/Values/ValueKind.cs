namespace Operon.Starlark.Values;

/// <summary>What sort of value a <see cref="Value"/> holds, for a switch.</summary>
public enum ValueKind
{
    /// <summary>No value: what a variable holds before it is assigned.</summary>
    Unset,

    /// <summary>The only value of <c>NoneType</c>.</summary>
    None,

    /// <summary>True or False.</summary>
    Bool,

    /// <summary>An integer, small or large.</summary>
    Int,

    /// <summary>A floating-point number of 64 bits.</summary>
    Float,

    /// <summary>A string of UTF-8 bytes.</summary>
    String,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>A list.</summary>
    List,

    /// <summary>A tuple.</summary>
    Tuple,

    /// <summary>A dict.</summary>
    Dict,

    /// <summary>A set.</summary>
    Set,

    /// <summary>A range of integers.</summary>
    Range,

    /// <summary>Anything that can be called.</summary>
    Function,

    /// <summary>Anything else: a struct, a module, a value of the host.</summary>
    Object,
}
