namespace Operon.Starlark.Values;

/// <summary>A value of the host that takes part in <c>x + y</c> and the like.</summary>
public interface IHasOperators
{
    /// <summary>Applies an operator.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="other">The other operand.</param>
    /// <param name="isLeft">Whether this value is the left operand.</param>
    /// <param name="result">The result, if the operator is defined so.</param>
    /// <returns>Whether it is defined.</returns>
    bool TryBinary(BinaryOperator op, in Value other, bool isLeft, out Value result);

    /// <summary>Applies an operator to this value alone.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="result">The result, if the operator is defined.</param>
    /// <returns>Whether it is defined.</returns>
    bool TryUnary(UnaryOperator op, out Value result)
    {
        result = default;
        return false;
    }
}
