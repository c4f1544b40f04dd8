using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Planning;

/// <summary>A call of the plan. Of the kinds, one part is set: a container, an op, children or a loop.</summary>
/// <param name="Kind"><c>container</c>, <c>op</c>, <c>serial</c>, <c>parallel</c>, <c>serialLoop</c> or <c>parallelLoop</c>.</param>
/// <param name="Path">Its stable path from the root, as events name it.</param>
/// <param name="Place">Where it is written.</param>
public sealed record PlannedCall(string Kind, string Path, SourceSpan Place)
{
    /// <summary>Whether it would run.</summary>
    public PlannedState State { get; init; }

    /// <summary>Its name; null when it has none.</summary>
    public PlannedText? Name { get; init; }

    /// <summary>Its description in op.yml.</summary>
    public string? Description { get; init; }

    /// <summary>The siblings it needs, as written.</summary>
    public ImmutableArray<string> Needs { get; init; } = [];

    /// <summary>Of a container: what it is given.</summary>
    public PlannedContainer? Container { get; init; }

    /// <summary>Of an op call: the op; null when it is known only when it runs.</summary>
    public PlannedOp? Op { get; init; }

    /// <summary>Of serial and parallel: the calls in it.</summary>
    public ImmutableArray<PlannedCall> Calls { get; init; } = [];

    /// <summary>Of a loop: its iterations.</summary>
    public PlannedLoop? Loop { get; init; }

    /// <summary>Why it would fail.</summary>
    public Diagnostic? Problem { get; init; }

    /// <summary>Why it is not expanded.</summary>
    public PlanCut Cut { get; init; }
}
