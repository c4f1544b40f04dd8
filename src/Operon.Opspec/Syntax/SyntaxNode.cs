using Operon.Text.Diagnostics;

namespace Operon.Opspec.Syntax;

/// <summary>A node of a YAML document, resolved by the YAML 1.1 rules of the specification (section 1.1.1), with its place.</summary>
public abstract class SyntaxNode
{
    private protected SyntaxNode(SourceSpan span) => Span = span;

    /// <summary>Where it stands. For a node that was reached through an alias: where the anchored node stands.</summary>
    public SourceSpan Span { get; }
}
