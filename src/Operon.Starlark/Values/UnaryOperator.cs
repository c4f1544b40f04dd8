namespace Operon.Starlark.Values;

/// <summary>An operator on one value; <c>not</c> is not one, it asks for the truth.</summary>
public enum UnaryOperator
{
    /// <summary><c>+</c></summary>
    Plus,

    /// <summary><c>-</c></summary>
    Minus,

    /// <summary><c>~</c></summary>
    Invert,
}
