using Operon.Starlark.Resolution;

namespace Operon.Starlark.Syntax;

/// <summary>An expression as it stands in the file.</summary>
internal abstract class Expression
{
    /// <summary>Where it begins.</summary>
    public Position Start
    {
        get
        {
            // Left operands may nest deep.
            var expression = this;
            while (expression.First is { } first) expression = first;
            return expression.OwnStart;
        }
    }

    /// <summary>What the words "cannot assign to" are followed by.</summary>
    public abstract string Sort { get; }

    /// <summary>The part it begins with, unless it begins itself.</summary>
    protected virtual Expression? First => null;

    protected virtual Position OwnStart => default;
}

internal sealed class Identifier(Position position, string name) : Expression
{
    public Position Position { get; } = position;

    public string Name { get; } = name;

    /// <summary>What the name means; set by <see cref="Resolver"/>.</summary>
    public Binding? Binding { get; set; }

    public override string Sort => "ident";

    protected override Position OwnStart => Position;
}

/// <summary>A number or text as it is written.</summary>
/// <param name="position">Where it begins.</param>
/// <param name="kind">The kind of its token.</param>
/// <param name="source">As it is written.</param>
/// <param name="value">As <see cref="Scanner.Value"/>.</param>
internal sealed class Literal(Position position, TokenKind kind, SourceText source, object value) : Expression
{
    public TokenKind Kind { get; } = kind;

    public Position Position { get; } = position;

    public SourceText Source { get; } = source;

    public object Value { get; } = value;

    public override string Sort => "literal";

    protected override Position OwnStart => Position;
}

internal sealed class ParenthesizedExpression(Position position, Expression inner) : Expression
{
    public Expression Inner { get; } = inner;

    public override string Sort => "parenexpr";

    protected override Position OwnStart => position;
}

internal sealed class ListExpression(Position position, List<Expression> items) : Expression
{
    public List<Expression> Items { get; } = items;

    public override string Sort => "listexpr";

    protected override Position OwnStart => position;
}

/// <summary>Items with commas; parentheses around them are a <see cref="ParenthesizedExpression"/>, unless there is no item.</summary>
internal sealed class TupleExpression(Position position, List<Expression> items) : Expression
{
    public List<Expression> Items { get; } = items;

    public override string Sort => "tupleexpr";

    protected override Expression? First => Items.Count > 0 ? Items[0] : null;

    protected override Position OwnStart => position;
}

internal sealed class DictExpression(Position position, List<DictEntry> entries) : Expression
{
    public List<DictEntry> Entries { get; } = entries;

    public override string Sort => "dictexpr";

    protected override Position OwnStart => position;
}

internal sealed class DictEntry(Expression key, Position colon, Expression value)
{
    public Expression Key { get; } = key;

    public Position Colon { get; } = colon;

    public Expression Value { get; } = value;
}

internal sealed class ConditionalExpression(Expression condition, Expression whenTrue, Expression whenFalse) : Expression
{
    public Expression Condition { get; } = condition;

    public Expression WhenTrue { get; } = whenTrue;

    public Expression WhenFalse { get; } = whenFalse;

    public override string Sort => "condexpr";

    protected override Expression First => WhenTrue;
}

internal sealed class IndexExpression(Expression operand, Position bracket, Expression index) : Expression
{
    public Expression Operand { get; } = operand;

    public Position Bracket { get; } = bracket;

    public Expression Index { get; } = index;

    public override string Sort => "indexexpr";

    protected override Expression First => Operand;
}

internal sealed class SliceExpression(Expression operand, Position bracket, Expression? from, Expression? to, Expression? step) : Expression
{
    public Expression Operand { get; } = operand;

    public Position Bracket { get; } = bracket;

    public Expression? From { get; } = from;

    public Expression? To { get; } = to;

    public Expression? Step { get; } = step;

    public override string Sort => "sliceexpr";

    protected override Expression First => Operand;
}

internal sealed class DotExpression(Expression operand, Position dot, string name) : Expression
{
    public Expression Operand { get; } = operand;

    public Position Dot { get; } = dot;

    public string Name { get; } = name;

    public override string Sort => "dotexpr";

    protected override Expression First => Operand;
}

internal enum ArgumentKind
{
    Positional,
    Named,
    Star,
    StarStar,
}

/// <summary>What a call passes.</summary>
/// <param name="Kind">How it is passed.</param>
/// <param name="Position">Where it begins, except for a positional one.</param>
/// <param name="Name">The name of a named one.</param>
/// <param name="Value">What is passed.</param>
internal sealed record Argument(ArgumentKind Kind, Position Position, string? Name, Expression Value);

internal sealed class CallExpression(Expression function, Position paren, List<Argument> arguments) : Expression
{
    public Expression Function { get; } = function;

    public Position Paren { get; } = paren;

    public List<Argument> Arguments { get; } = arguments;

    public override string Sort => "callexpr";

    protected override Expression First => Function;
}

internal sealed class UnaryExpression(Position position, TokenKind @operator, Expression operand) : Expression
{
    public Position Position { get; } = position;

    public TokenKind Operator { get; } = @operator;

    public Expression Operand { get; } = operand;

    public override string Sort => "unaryexpr";

    protected override Position OwnStart => Position;
}

internal sealed class BinaryExpression(Expression left, Position position, TokenKind @operator, Expression right) : Expression
{
    public Expression Left { get; } = left;

    public Position Position { get; } = position;

    public TokenKind Operator { get; } = @operator;

    public Expression Right { get; } = right;

    public override string Sort => "binaryexpr";

    protected override Expression First => Left;
}

internal enum ParameterKind
{
    Required,
    Optional,
    Star,
    StarStar,
}

/// <summary>What a function takes.</summary>
/// <param name="Kind">What it takes.</param>
/// <param name="Position">Where <c>*</c>, <c>**</c> or <c>=</c> is, or else the name.</param>
/// <param name="Name">Its name; a <c>*</c> alone has none.</param>
/// <param name="Default">The value of an optional one.</param>
internal sealed record Parameter(ParameterKind Kind, Position Position, Identifier? Name, Expression? Default);

internal sealed class LambdaExpression(Position position, List<Parameter> parameters, Expression body) : Expression
{
    public Position Position { get; } = position;

    public List<Parameter> Parameters { get; } = parameters;

    public Expression Body { get; } = body;

    /// <summary>Its variables; set by <see cref="Resolver"/>.</summary>
    public FunctionScope? Scope { get; set; }

    public override string Sort => "lambdaexpr";

    protected override Position OwnStart => Position;
}

internal abstract record Clause;

internal sealed record ForClause(Position Position, Expression Target, Expression Iterable) : Clause;

internal sealed record IfClause(Position Position, Expression Condition) : Clause;

/// <summary>A comprehension of a list or, with <see cref="Key"/>, of a dict.</summary>
internal sealed class Comprehension(Position position, Expression? key, Position colon, Expression body, List<Clause> clauses) : Expression
{
    public Expression? Key { get; } = key;

    public Position Colon { get; } = colon;

    public Expression Body { get; } = body;

    public List<Clause> Clauses { get; } = clauses;

    public override string Sort => "comprehension";

    protected override Position OwnStart => position;
}
