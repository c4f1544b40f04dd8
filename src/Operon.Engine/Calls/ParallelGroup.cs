using System.Collections.Immutable;
using Operon.Opspec.Declarations;
using Operon.Runs.Events;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Calls;

/// <summary>What the children of a parallel call mean for one another: failures stop siblings, needs that nobody has any more end.</summary>
internal sealed class ParallelGroup : IDisposable
{
    private readonly CancellationTokenSource all;
    private readonly CancellationTokenSource[] kills;
    private readonly ImmutableArray<int>[] needs;
    private readonly int[] neededBy;
    private readonly Lock gate = new();
    private int stopped;

    /// <summary>A group of children with their <c>needs</c>.</summary>
    public ParallelGroup(ImmutableArray<CallDeclaration> children, CancellationToken kill)
        : this(children.Length, kill)
    {
        for (var i = 0; i < children.Length; i++)
        {
            needs[i] = [.. children[i].Needs.SelectMany(need => Named(children, need.Name)).Distinct()];
            foreach (var needed in needs[i]) neededBy[needed]++;
        }
    }

    /// <summary>A group of children without needs.</summary>
    public ParallelGroup(int count, CancellationToken kill)
    {
        all = CancellationTokenSource.CreateLinkedTokenSource(kill);
        kills = new CancellationTokenSource[count];
        needs = new ImmutableArray<int>[count];
        neededBy = new int[count];
        for (var i = 0; i < count; i++)
        {
            kills[i] = CancellationTokenSource.CreateLinkedTokenSource(all.Token);
            needs[i] = [];
        }
    }

    /// <summary>The first child that failed: its place and its error.</summary>
    public (string Step, Diagnostic Error)? FirstFailure { get; private set; }

    /// <summary>Stops one child.</summary>
    public CancellationToken KillOf(int child) => kills[child].Token;

    /// <summary>Takes note of the end of a child and stops those that have become pointless.</summary>
    public void Ended(int child, string step, CallResult result)
    {
        var stop = new List<CancellationTokenSource>();
        lock (gate)
        {
            if (result.Outcome == CallOutcome.Failed && FirstFailure is null)
            {
                FirstFailure = (step, result.Error!);
                stop.Add(all);
            }
            else if (result.Outcome == CallOutcome.Killed && all.IsCancellationRequested) stopped++;

            foreach (var needed in needs[child])
            {
                if (--neededBy[needed] == 0) stop.Add(kills[needed]);
            }
        }

        // Outside the lock: cancelling runs the code of those who wait for it.
        foreach (var source in stop) source.Cancel();
    }

    /// <summary>The error of the whole.</summary>
    public Diagnostic Describe((string Step, Diagnostic Error) failure, SourceSpan span) =>
        new(EngineRules.ChildFailed, stopped == 0 ? $"{failure.Step} failed" : $"{failure.Step} failed, {stopped} beside it {(stopped == 1 ? "was" : "were")} stopped", span) { Cause = failure.Error };

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var kill in kills) kill.Dispose();
        all.Dispose();
    }

    private static IEnumerable<int> Named(ImmutableArray<CallDeclaration> children, string name) =>
        Enumerable.Range(0, children.Length).Where(i => children[i].NameText == name);
}
