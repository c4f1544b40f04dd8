using Operon.Starlark.Resolution;

namespace Operon.Starlark.Syntax;

/// <summary>A statement as it stands in the file.</summary>
internal abstract class Statement
{
    /// <summary>Where it begins.</summary>
    public abstract Position Start { get; }
}

/// <summary>A parsed file.</summary>
internal sealed class SourceFile(string name, List<Statement> statements)
{
    /// <summary>Its name in positions.</summary>
    public string Name { get; } = name;

    public List<Statement> Statements { get; } = statements;

    /// <summary>The variables outside of functions; set by <see cref="Resolver"/>.</summary>
    public FileScope? Scope { get; set; }
}

internal sealed class ExpressionStatement(Expression expression) : Statement
{
    public override Position Start => Expression.Start;

    public Expression Expression { get; } = expression;
}

/// <summary><c>pass</c>, <c>break</c> or <c>continue</c>.</summary>
internal sealed class BranchStatement(Position position, TokenKind kind) : Statement
{
    public override Position Start => Position;

    public Position Position { get; } = position;

    public TokenKind Kind { get; } = kind;
}

internal sealed class ReturnStatement(Position position, Expression? result) : Statement
{
    public override Position Start => Position;

    public Position Position { get; } = position;

    public Expression? Result { get; } = result;
}

/// <summary><c>=</c> or an assignment with an operator.</summary>
internal sealed class AssignStatement(Expression target, Position position, TokenKind kind, Expression value) : Statement
{
    public override Position Start => Target.Start;

    public Expression Target { get; } = target;

    public Position Position { get; } = position;

    public TokenKind Kind { get; } = kind;

    public Expression Value { get; } = value;
}

internal sealed class DefStatement(Position position, Identifier name, List<Parameter> parameters, List<Statement> body) : Statement
{
    public override Position Start => Position;

    public Position Position { get; } = position;

    public Identifier Name { get; } = name;

    public List<Parameter> Parameters { get; } = parameters;

    public List<Statement> Body { get; } = body;

    /// <summary>Its variables; set by <see cref="Resolver"/>.</summary>
    public FunctionScope? Scope { get; set; }
}

/// <summary>One <c>if</c> or <c>elif</c> with what follows it.</summary>
internal sealed record Branch(Position Position, Expression Condition, List<Statement> Body);

/// <summary><c>if</c>, any number of <c>elif</c>, and perhaps <c>else</c>.</summary>
internal sealed class IfStatement(List<Branch> branches, List<Statement>? otherwise) : Statement
{
    public override Position Start => Branches[0].Position;

    public List<Branch> Branches { get; } = branches;

    public List<Statement>? Otherwise { get; } = otherwise;
}

internal sealed class ForStatement(Position position, Expression target, Expression iterable, List<Statement> body) : Statement
{
    public override Position Start => Position;

    public Position Position { get; } = position;

    public Expression Target { get; } = target;

    public Expression Iterable { get; } = iterable;

    public List<Statement> Body { get; } = body;
}

internal sealed class WhileStatement(Position position, Expression condition, List<Statement> body) : Statement
{
    public override Position Start => Position;

    public Position Position { get; } = position;

    public Expression Condition { get; } = condition;

    public List<Statement> Body { get; } = body;
}

/// <summary>One name that is loaded.</summary>
/// <param name="To">The name in this file.</param>
/// <param name="From">The name in the other.</param>
/// <param name="FromPosition">Where that is written.</param>
internal sealed record LoadedName(Identifier To, string From, Position FromPosition);

internal sealed class LoadStatement(Position position, Literal module, List<LoadedName> names) : Statement
{
    public override Position Start => Position;

    public Position Position { get; } = position;

    public Literal Module { get; } = module;

    public List<LoadedName> Names { get; } = names;
}
