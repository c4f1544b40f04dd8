namespace Operon.Starlark.Values;

/// <summary>An operator between two values that computes a third; comparisons are <see cref="ComparisonOperator"/>.</summary>
public enum BinaryOperator
{
    /// <summary><c>+</c></summary>
    Add,

    /// <summary><c>-</c></summary>
    Subtract,

    /// <summary><c>*</c></summary>
    Multiply,

    /// <summary><c>/</c></summary>
    Divide,

    /// <summary><c>//</c></summary>
    FloorDivide,

    /// <summary><c>%</c></summary>
    Modulo,

    /// <summary><c>&amp;</c></summary>
    And,

    /// <summary><c>|</c></summary>
    Or,

    /// <summary><c>^</c></summary>
    Xor,

    /// <summary><c>&lt;&lt;</c></summary>
    ShiftLeft,

    /// <summary><c>&gt;&gt;</c></summary>
    ShiftRight,

    /// <summary><c>in</c></summary>
    In,

    /// <summary><c>not in</c></summary>
    NotIn,
}
