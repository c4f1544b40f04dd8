using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Syntax;

/// <summary>A YAML sequence.</summary>
public sealed class SequenceNode(SourceSpan span, ImmutableArray<SyntaxNode> items) : SyntaxNode(span)
{
    /// <summary>The items in order.</summary>
    public ImmutableArray<SyntaxNode> Items { get; } = items;
}
