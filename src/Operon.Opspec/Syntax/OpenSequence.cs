using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Syntax;

/// <summary>A sequence whose end has not been read yet.</summary>
internal sealed class OpenSequence(int start, bool flow, string? anchor, long nodesBefore) : OpenCollection(start, flow, anchor, nodesBefore)
{
    private readonly ImmutableArray<SyntaxNode>.Builder items = ImmutableArray.CreateBuilder<SyntaxNode>();

    public override void Add(SyntaxNode node, SourceSpan place) => items.Add(node);

    public override SyntaxNode Close(SourceSpan span) => new SequenceNode(span, items.DrainToImmutable());
}
