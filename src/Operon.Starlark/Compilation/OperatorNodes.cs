using Operon.Starlark.Execution.Expressions;
using Operon.Starlark.Execution.Statements;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Compilation;

/// <summary>Chooses the class for an operator by where its operands come from.</summary>
internal static class OperatorNodes
{
    public static Node Binary(Position position, TokenKind @operator, Node left, Node right) => @operator switch
    {
        TokenKind.And => new AndNode(left, right),
        TokenKind.Or => new OrNode(left, right),
        TokenKind.Plus => Arithmetic<Addition>(position, left, right),
        TokenKind.Minus => Arithmetic<Subtraction>(position, left, right),
        TokenKind.Star => Arithmetic<Multiplication>(position, left, right),
        TokenKind.SlashSlash => Arithmetic<FloorDivision>(position, left, right),
        TokenKind.Percent => Arithmetic<Modulo>(position, left, right),
        TokenKind.EqualEqual => Comparison<Equality>(position, left, right),
        TokenKind.NotEqual => Comparison<Inequality>(position, left, right),
        TokenKind.Less => Comparison<Less>(position, left, right),
        TokenKind.LessEqual => Comparison<LessOrEqual>(position, left, right),
        TokenKind.Greater => Comparison<Greater>(position, left, right),
        TokenKind.GreaterEqual => Comparison<GreaterOrEqual>(position, left, right),
        _ => new BinaryNode(position, Operator(@operator), left, right),
    };

    /// <summary><c>x += v</c> of a variable with a slot.</summary>
    public static Step AugmentLocal(Position position, TokenKind @operator, LocalNode variable, Node value) => @operator switch
    {
        TokenKind.Plus => AugmentLocal<Addition>(position, @operator, variable, value),
        TokenKind.Minus => AugmentLocal<Subtraction>(position, @operator, variable, value),
        TokenKind.Star => AugmentLocal<Multiplication>(position, @operator, variable, value),
        _ => new AugmentVariableStep(position, Operator(@operator), variable, new LocalTarget(variable.Slot), value),
    };

    public static BinaryOperator Operator(TokenKind token) => token switch
    {
        TokenKind.Plus => BinaryOperator.Add,
        TokenKind.Minus => BinaryOperator.Subtract,
        TokenKind.Star => BinaryOperator.Multiply,
        TokenKind.Slash => BinaryOperator.Divide,
        TokenKind.SlashSlash => BinaryOperator.FloorDivide,
        TokenKind.Percent => BinaryOperator.Modulo,
        TokenKind.Ampersand => BinaryOperator.And,
        TokenKind.Pipe => BinaryOperator.Or,
        TokenKind.Circumflex => BinaryOperator.Xor,
        TokenKind.LessLess => BinaryOperator.ShiftLeft,
        TokenKind.GreaterGreater => BinaryOperator.ShiftRight,
        TokenKind.In => BinaryOperator.In,
        TokenKind.NotIn => BinaryOperator.NotIn,
        _ => throw new ArgumentOutOfRangeException(nameof(token), token, "no binary operator"),
    };

    private static Node Arithmetic<TOperation>(Position position, Node left, Node right)
        where TOperation : struct, IArithmetic => (left, right) switch
    {
        (LocalNode l, LocalNode r) => new ArithmeticNode<TOperation, LocalOperand, LocalOperand>(position, new(l), new(r)),
        (LocalNode l, ConstantNode r) => new ArithmeticNode<TOperation, LocalOperand, ConstantOperand>(position, new(l), new(r.Value)),
        (LocalNode l, _) => new ArithmeticNode<TOperation, LocalOperand, NodeOperand>(position, new(l), new(right)),
        (_, LocalNode r) => new ArithmeticNode<TOperation, NodeOperand, LocalOperand>(position, new(left), new(r)),
        (_, ConstantNode r) => new ArithmeticNode<TOperation, NodeOperand, ConstantOperand>(position, new(left), new(r.Value)),
        _ => new ArithmeticNode<TOperation, NodeOperand, NodeOperand>(position, new(left), new(right)),
    };

    private static Node Comparison<TComparison>(Position position, Node left, Node right)
        where TComparison : struct, IComparison => (left, right) switch
    {
        (LocalNode l, LocalNode r) => new ComparisonNode<TComparison, LocalOperand, LocalOperand>(position, new(l), new(r)),
        (LocalNode l, ConstantNode r) => new ComparisonNode<TComparison, LocalOperand, ConstantOperand>(position, new(l), new(r.Value)),
        (_, ConstantNode r) => new ComparisonNode<TComparison, NodeOperand, ConstantOperand>(position, new(left), new(r.Value)),
        _ => new ComparisonNode<TComparison, NodeOperand, NodeOperand>(position, new(left), new(right)),
    };

    private static Step AugmentLocal<TOperation>(Position position, TokenKind @operator, LocalNode variable, Node value)
        where TOperation : struct, IArithmetic => value switch
    {
        LocalNode v => new AugmentLocalStep<TOperation, LocalOperand>(position, Operator(@operator), variable, new(v)),
        ConstantNode v => new AugmentLocalStep<TOperation, ConstantOperand>(position, Operator(@operator), variable, new(v.Value)),
        _ => new AugmentLocalStep<TOperation, NodeOperand>(position, Operator(@operator), variable, new(value)),
    };
}
