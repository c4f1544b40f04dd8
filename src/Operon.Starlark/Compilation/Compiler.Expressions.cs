using System.Numerics;
using Operon.Starlark.Execution;
using Operon.Starlark.Execution.Expressions;
using Operon.Starlark.Execution.Statements;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Compilation;

/// <content>Expressions.</content>
internal sealed partial class Compiler
{
    private Node[] Compile(List<Expression> expressions) => expressions.Map(this, static (self, item) => self.Compile(item));

    private Node Compile(Expression expression)
    {
        if (DeepStack.IsShort) return DeepStack.Run((Self: this, expression), static s => s.Self.Compile(s.expression));
        if (expression is ParenthesizedExpression parenthesized) return Compile(Bare(parenthesized));
        nesting++;
        var node = Shallow(expression);
        nesting--;
        return nesting > 0 && nesting % NestingWithoutCheck == 0 && node is not (ConstantNode or LocalNode) ? new DeepNode(node) : node;
    }

    private Node Shallow(Expression expression)
    {
        switch (expression)
        {
            case Identifier e:
                return Variable(e);
            case Literal e:
                return new ConstantNode(Constant(e.Value));
            case ListExpression e:
                return new ListNode(Compile(e.Items));
            case TupleExpression { Items.Count: 0 }:
                return new ConstantNode(StarlarkTuple.Empty);
            case TupleExpression e:
                return new TupleNode(Compile(e.Items));
            case DictExpression e:
                return new DictNode(e.Entries.Map(this, static (self, entry) => (self.Compile(entry.Key), self.Compile(entry.Value), entry.Colon)));
            case ConditionalExpression e:
                return new ConditionalNode(Compile(e.Condition), Compile(e.WhenTrue), Compile(e.WhenFalse));
            case IndexExpression e:
                return new IndexNode(e.Bracket, Compile(e.Operand), Compile(e.Index));
            case SliceExpression e:
                return new SliceNode(Emission.Last(e), Compile(e.Operand), Optional(e.From), Optional(e.To), Optional(e.Step));
            case DotExpression e:
                return new AttributeNode(e.Dot, Compile(e.Operand), e.Name);
            case UnaryExpression { Operator: TokenKind.Not } e:
                return new NotNode(Compile(e.Operand));
            case UnaryExpression e:
                return Sign(e);
            case BinaryExpression e:
                return OperatorNodes.Binary(e.Position, e.Operator, Compile(e.Left), Compile(e.Right));
            case CallExpression e:
                return Call(e);
            case LambdaExpression e:
                return Lambda(e);
            default:
                return Comprehension((Comprehension)expression);
        }
    }

    private Node? Optional(Expression? expression) => expression is null ? null : Compile(expression);

    private static Value Constant(object value) => value switch
    {
        long number => Value.FromInt(number),
        BigInteger number => Value.FromInt(number),
        double number => Value.FromFloat(number),
        string text => Value.FromString(text),
        _ => new StarlarkBytes((byte[])value),
    };

    private Node Sign(UnaryExpression unary)
    {
        var @operator = unary.Operator switch
        {
            TokenKind.Minus => UnaryOperator.Minus,
            TokenKind.Plus => UnaryOperator.Plus,
            _ => UnaryOperator.Invert,
        };
        var operand = Compile(unary.Operand);
        return operand is ConstantNode { Value: var value } && (value.IsSmallInt || value.IsFloat) && !(value.IsFloat && @operator == UnaryOperator.Invert)
            ? new ConstantNode(Operators.Unary(@operator, value))
            : new UnaryNode(unary.Position, @operator, operand);
    }

    private Node Call(CallExpression call)
    {
        var given = new List<Node>(call.Arguments.Count);
        var named = new List<string>();
        foreach (var argument in call.Arguments)
        {
            if (argument.Kind is ArgumentKind.Star or ArgumentKind.StarStar) continue;
            given.Add(Compile(argument.Value));
            if (argument.Kind == ArgumentKind.Named) named.Add(argument.Name!);
        }

        Node[] arguments = [.. given];
        string[] names = [.. named];
        var star = Optional(call.Arguments.Find(argument => argument.Kind == ArgumentKind.Star)?.Value);
        var starStar = Optional(call.Arguments.Find(argument => argument.Kind == ArgumentKind.StarStar)?.Value);
        if (star is not null || starStar is not null) return new SpreadCallNode(call.Paren, Compile(call.Function), arguments, names, star, starStar);
        if (names.Length > 0) return new NamedCallNode(call.Paren, Compile(call.Function), arguments, names);
        return Bare(call.Function) is DotExpression dot
            ? new MethodCallNode(call.Paren, dot.Dot, Compile(dot.Operand), dot.Name, arguments)
            : new CallNode(call.Paren, Compile(call.Function), arguments);
    }

    private ComprehensionNode Comprehension(Comprehension comprehension)
    {
        var slot = locals.Count + temporaries++;
        Step step = comprehension.Key is null
            ? new AppendStep(slot, Compile(comprehension.Body))
            : new InsertStep(comprehension.Colon, slot, Compile(comprehension.Key), Compile(comprehension.Body));
        for (var i = comprehension.Clauses.Count - 1; i >= 0; i--)
        {
            step = comprehension.Clauses[i] switch
            {
                ForClause c => new ForStep(c.Position, Target(c.Target, c.Position), Compile(c.Iterable), step),
                IfClause c => new IfStep(Compile(c.Condition), step, whenFalse: null),
                _ => step,
            };
            if (i > 0 && i % NestingWithoutCheck == 0) step = new DeepStep(step);
        }

        return new ComprehensionNode(slot, comprehension.Key is not null, step);
    }
}
