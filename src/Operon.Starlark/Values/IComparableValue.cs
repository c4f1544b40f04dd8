namespace Operon.Starlark.Values;

/// <summary>A value of the host that is compared by what it holds; without this it is equal to itself only.</summary>
public interface IComparableValue
{
    /// <summary>Compares with a value of the same type.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="other">The right operand.</param>
    /// <param name="depth">How many levels deeper the comparison may go; to be passed on, less one, to <see cref="Operators.Compare(ComparisonOperator, in Value, in Value, int)"/>.</param>
    /// <param name="result">The result, if the operator is defined.</param>
    /// <returns>Whether it is defined.</returns>
    bool TryCompare(ComparisonOperator op, StarlarkObject other, int depth, out bool result);
}
