using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Syntax;

/// <summary>A mapping or sequence whose end has not been read yet.</summary>
internal abstract class OpenCollection(int start, bool flow, string? anchor, long nodesBefore)
{
    /// <summary>Where it starts in the source.</summary>
    public int Start { get; } = start;

    /// <summary>Whether it stands in brackets.</summary>
    public bool Flow { get; } = flow;

    /// <summary>The name of its anchor, if it has one.</summary>
    public string? Anchor { get; } = anchor;

    /// <summary>How many nodes there were before it.</summary>
    public long NodesBefore { get; } = nodesBefore;

    /// <summary>Where the last thing inside it ends.</summary>
    public int LastEnd { get; set; } = start;

    /// <summary>How many collections stand inside each other below it.</summary>
    public int Height { get; set; }

    /// <summary>Takes the next node inside it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="place">Where it stands: for an alias, the place of the alias.</param>
    public abstract void Add(SyntaxNode node, SourceSpan place);

    /// <summary>The finished node.</summary>
    public abstract SyntaxNode Close(SourceSpan span);
}
