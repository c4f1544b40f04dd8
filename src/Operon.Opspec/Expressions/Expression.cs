using Operon.Opspec.Syntax;
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

    /// <summary>Compiles a node.</summary>
    public static Expression From(SyntaxNode syntax) => throw new InvalidOperationException($"{syntax.Span}");
}
