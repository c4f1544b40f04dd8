using Operon.Opspec.Coercion;
using Operon.Opspec.References;
using Operon.Opspec.Scopes;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Expressions;

/// <summary>What a YAML node stands for as a value (specification, section 1.4), compiled once and evaluated in any scope.</summary>
public abstract class Expression
{
    private protected Expression(SyntaxNode syntax) => Syntax = syntax;

    /// <summary>The node it was made of.</summary>
    public SyntaxNode Syntax { get; }

    /// <summary>Where it stands.</summary>
    public SourceSpan Span => Syntax.Span;

    /// <summary>Compiles a node. Never fails: what cannot be evaluated says so when it is.</summary>
    public static Expression From(SyntaxNode syntax) => syntax switch
    {
        SequenceNode sequence => new ArrayExpression(sequence),
        MappingNode mapping => new ObjectExpression(mapping),
        ScalarNode { Kind: ScalarKind.String } text => new TextExpression(text, text.Text),
        ScalarNode scalar => new ScalarExpression(scalar),
        _ => throw new ArgumentException($"not a YAML node: {syntax.GetType().Name}", nameof(syntax)),
    };

    /// <summary>What a key without a value stands for: the variable of that name (<c>name:</c> is <c>name: $(name)</c>).</summary>
    public static TextExpression Shorthand(MappingEntry entry) =>
        new(ScalarNode.String(entry.KeySpan, $"$({entry.Key})"), $"$({entry.Key})");

    /// <summary>The value in a scope; a diagnostic points at the smallest part that failed.</summary>
    public abstract Result<Value> Evaluate(Evaluation evaluation);

    // A loop can wrap a value again and again; without a bound that ends in an overflow of the stack.
    private protected Result<Value> Bounded(Value value) => value.Depth <= ValueJson.MaxDepth
        ? value
        : new Diagnostic(ReferenceRules.TooDeep, $"arrays and objects are nested {value.Depth} deep", Span) { Expected = $"at most {ValueJson.MaxDepth}" };

    /// <summary>This expression and all below it, for looking at without evaluating.</summary>
    public abstract IEnumerable<Expression> Descendants();
}
