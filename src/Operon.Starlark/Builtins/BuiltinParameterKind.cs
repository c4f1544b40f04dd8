namespace Operon.Starlark.Builtins;

/// <summary>What a parameter of a builtin takes.</summary>
public enum BuiltinParameterKind
{
    /// <summary>Any value.</summary>
    Any,

    /// <summary>A bool.</summary>
    Bool,

    /// <summary>An integer of 64 bits.</summary>
    Int,

    /// <summary>A float; an integer is taken as one.</summary>
    Float,

    /// <summary>A string.</summary>
    String,

    /// <summary>A list.</summary>
    List,

    /// <summary>A dict.</summary>
    Dict,

    /// <summary>Whatever can be walked.</summary>
    Iterable,

    /// <summary>Whatever can be called.</summary>
    Callable,
}
