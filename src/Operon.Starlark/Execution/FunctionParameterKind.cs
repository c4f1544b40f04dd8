namespace Operon.Starlark.Execution;

/// <summary>What a parameter of a function takes.</summary>
public enum FunctionParameterKind
{
    /// <summary>One value, by position or by name.</summary>
    Ordinary,

    /// <summary>One value, by name only.</summary>
    KeywordOnly,

    /// <summary>The values by position that are left over, as a tuple: <c>*args</c>.</summary>
    Rest,

    /// <summary>The values by name that are left over, as a dict: <c>**kwargs</c>.</summary>
    RestByName,
}
