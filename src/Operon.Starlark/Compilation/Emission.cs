using Operon.Starlark.Resolution;
using Operon.Starlark.Syntax;

namespace Operon.Starlark.Compilation;

/// <summary>
/// Positions that errors have in the reference, whose instructions each have one or go without: then that of the instruction
/// before counts. It shows where a call fails before its first step, and where a slice does.
/// </summary>
internal static class Emission
{
    /// <summary>The position of the first instruction of a function's body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="function">The position of the function, which the first instruction has if it has none of its own.</param>
    public static Position First(List<Statement> body, Position function)
    {
        foreach (var statement in body)
        {
            switch (statement)
            {
                case ExpressionStatement { Expression: Literal }:
                case BranchStatement:
                    continue;
                case ExpressionStatement s:
                    return First(s.Expression, function);
                case ReturnStatement s:
                    return s.Result is null ? function : First(s.Result, function);
                case IfStatement s:
                    return First(s.Branches[0].Condition, function);
                case WhileStatement s:
                    return First(s.Condition, function);
                case ForStatement s:
                    return First(s.Iterable, function);
                case AssignStatement { Kind: TokenKind.Equals } s:
                    return First(s.Value, function);
                case AssignStatement s:
                    return First(s.Target, function);
                case DefStatement s:
                    return First(s.Parameters, s.Position);
                default:
                    return function;
            }
        }

        return function;
    }

    /// <summary>The position of the first instruction of an expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="pending">What it has if it has none of its own.</param>
    public static Position First(Expression expression, Position pending)
    {
        while (true)
        {
            switch (expression)
            {
                case Identifier e:
                    return e.Binding?.Scope == Scope.Universal ? pending : e.Position;
                case ParenthesizedExpression e:
                    expression = e.Inner;
                    break;
                case ListExpression { Items.Count: > 0 } e:
                    expression = e.Items[0];
                    break;
                case TupleExpression { Items.Count: > 0 } e:
                    expression = e.Items[0];
                    break;
                case ConditionalExpression e:
                    expression = e.Condition;
                    break;
                case IndexExpression e:
                    expression = e.Operand;
                    break;
                case SliceExpression e:
                    pending = e.Bracket;
                    expression = e.Operand;
                    break;
                case DotExpression e:
                    expression = e.Operand;
                    break;
                case UnaryExpression e:
                    expression = e.Operand;
                    break;
                case BinaryExpression e:
                    expression = e.Left;
                    break;
                case CallExpression e:
                    expression = e.Function;
                    break;
                case LambdaExpression e:
                    return First(e.Parameters, e.Position);
                default:
                    return pending;
            }
        }
    }

    /// <summary>The position of the last instruction of a slice that has one.</summary>
    public static Position Last(SliceExpression slice) =>
        Last(slice.Step) ?? Last(slice.To) ?? Last(slice.From) ?? Last(slice.Operand) ?? slice.Bracket;

    private static Position First(List<Parameter> parameters, Position function) =>
        parameters.Find(parameter => parameter.Default is not null) is { } first ? First(first.Default!, function) : function;

    private static Position? Last(Expression? expression)
    {
        while (true)
        {
            switch (expression)
            {
                case Identifier e:
                    return e.Binding?.Scope == Scope.Universal ? null : e.Position;
                case ParenthesizedExpression e:
                    expression = e.Inner;
                    break;
                case ListExpression { Items.Count: > 0 } e:
                    expression = e.Items[^1];
                    break;
                case TupleExpression { Items.Count: > 0 } e:
                    expression = e.Items[^1];
                    break;
                case DictExpression { Entries.Count: > 0 } e:
                    return e.Entries[^1].Colon;
                case ConditionalExpression e:
                    expression = e.WhenTrue;
                    break;
                case IndexExpression e:
                    return e.Bracket;
                case SliceExpression e:
                    return e.Step is null && e.To is null && e.From is null && e.Operand is Literal ? e.Bracket : Last(e);
                case DotExpression e:
                    return e.Dot;
                case UnaryExpression e:
                    return e.Position;
                case BinaryExpression { Operator: TokenKind.And or TokenKind.Or } e:
                    expression = e.Right;
                    break;
                case BinaryExpression e:
                    return e.Position;
                case CallExpression e:
                    return e.Paren;
                case LambdaExpression e:
                    return e.Position;
                case Comprehension e:
                    return e.Key is null ? Last(e.Body) ?? ((ForClause)e.Clauses[0]).Position : e.Colon;
                default:
                    return null;
            }
        }
    }
}
