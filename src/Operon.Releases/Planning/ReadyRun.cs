using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Stores;

namespace Operon.Releases.Planning;

/// <summary>A run that waits, and what for (releases, section 1.4).</summary>
/// <param name="Reference">The run.</param>
/// <param name="Document">What it is made of.</param>
/// <param name="Inputs">The inputs of its last function.</param>
/// <param name="WaitsFor">The tasks before it that are not complete, as globs.</param>
public sealed record ReadyRun(Reference Reference, RunDocument Document, ResolvedInputs Inputs, IReadOnlyList<string> WaitsFor)
{
    private const string AnyRunComplete = "/*/status/complete";

    /// <summary>Whether it can start now.</summary>
    public bool IsReady => WaitsFor.Count == 0 && Inputs.Missing.IsEmpty;

    /// <summary>Looks at a run.</summary>
    /// <returns>What it waits for; null when there is no such run.</returns>
    public static ReadyRun? Find(DocumentView state, Reference run)
    {
        if (RunDocument.Find(state, run) is not { } document) return null;
        var last = document.Functions[^1];
        return new ReadyRun(run, document, ResolvedInputs.Of(state, last.Inputs), [.. last.Dependencies.Where(d => state.Match(PatternOf(d)).Count == 0 && !IsGone(state, d))]);
    }

    /// <summary>All runs that wait.</summary>
    /// <param name="state">Where to look.</param>
    /// <param name="release">Of this release alone; null: of all.</param>
    public static IEnumerable<ReadyRun> Waiting(DocumentView state, Reference? release = null) =>
        RunStatus.RunsOf(state, RunStatus.Pending, release).Concat(RunStatus.RunsOf(state, RunStatus.Paused, release)).Select(r => Find(state, r)).OfType<ReadyRun>();

    // What was to go to an environment that is no more keeps nobody waiting.
    private static bool IsGone(DocumentView state, string dependency) =>
        dependency.EndsWith(AnyRunComplete, StringComparison.Ordinal) && References.Reference.Parse(dependency[..^AnyRunComplete.Length]).TryGet(out var task, out _) && Cancellation.IsGone(state, task);

    // Names of tasks stand in it as they are, also those that have signs of patterns in them.
    private static string PatternOf(string dependency) =>
        dependency.EndsWith(AnyRunComplete, StringComparison.Ordinal) ? ReferencePattern.Escape(dependency[..^AnyRunComplete.Length]) + AnyRunComplete : dependency;
}
