using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Documents;

/// <summary>How far a run is: the name of the only document below its <c>status</c> (releases, section 1.2).</summary>
public static class RunStatus
{
    /// <summary>It waits for what it depends on, for an input, or for its turn.</summary>
    public const string Pending = "pending";

    /// <summary>It runs.</summary>
    public const string Running = "running";

    /// <summary>A function has handed over to another, which waits.</summary>
    public const string Paused = "paused";

    /// <summary>It succeeded.</summary>
    public const string Complete = "complete";

    /// <summary>It failed.</summary>
    public const string Failed = "failed";

    /// <summary>It failed, and another run was made in its place.</summary>
    public const string FailedRetried = "failed_retried";

    /// <summary>It was given up before it ended: a newer release goes on in its place, or its environment was removed (<see cref="Cancellation"/>).</summary>
    public const string Cancelled = "cancelled";

    private const string Folder = "status";

    private static readonly string[] All = [Pending, Running, Paused, Complete, Failed, FailedRetried, Cancelled];

    /// <summary>Where the document of a status is, below its run.</summary>
    public static string Of(string status) => $"{Folder}/{status}";

    /// <summary>The status of a run; one without any is pending.</summary>
    /// <exception cref="StoreFailure">It has more than one.</exception>
    public static string Read(DocumentView state, Reference run)
    {
        string[] found = Find();

        // A store in a folder may have changed between two looks.
        for (var again = 0; found.Length != 1 && again < 2; again++) found = Find();
        return found switch
        {
            [] => Pending,
            [var only] => only,
            _ => throw new StoreFailure(new Diagnostic(DocumentRules.Misshapen, $"the run {run} is {string.Join(" and ", found)} at once") { Fix = "remove all but one document below its status" }),
        };

        string[] Find() => [.. All.Where(s => state.Exists(run.Below(Of(s)).ToString()))];
    }

    /// <summary>Gives a run another status.</summary>
    /// <param name="state">What is changed.</param>
    /// <param name="run">The run.</param>
    /// <param name="status">Its status from now on.</param>
    /// <param name="marker">What the document says; its time at least.</param>
    public static void Write(StoreTransaction state, Reference run, string status, JsonObject marker)
    {
        foreach (var other in All.Where(s => s != status)) state.Delete(run.Below(Of(other)));
        state.Set(run.Below(Of(status)), marker);
    }

    /// <summary>The runs of a status, in bytewise order.</summary>
    /// <param name="state">Where to look.</param>
    /// <param name="status">Which.</param>
    /// <param name="below">The release whose runs count; null: all.</param>
    public static IEnumerable<Reference> RunsOf(DocumentView state, string status, Reference? below = null)
    {
        var start = below is null ? "**/@*" : ReferencePattern.Escape(below.ToString());
        return RunsAt(state, $"{start}/{{{DocumentTypes.Task},{DocumentTypes.Deploy}}}/**", status);
    }

    /// <summary>The runs of a deployment, in any release of its package, that have a status; in bytewise order.</summary>
    /// <param name="state">Where to look.</param>
    /// <param name="status">Which.</param>
    /// <param name="deployment">The deployment, of whatever release.</param>
    public static IEnumerable<Reference> RunsOfPlace(DocumentView state, string status, Reference deployment) =>
        RunsAt(state, $"{ReferencePattern.Escape(deployment.Package + "/@r")}*/{DocumentTypes.Deploy}/{ReferencePattern.Escape(deployment.Subpath)}/*", status);

    /// <summary>The runs that match a pattern and have a status, in bytewise order.</summary>
    public static IEnumerable<Reference> RunsAt(DocumentView state, string runs, string status)
    {
        var suffix = "/" + Of(status);
        return state.Match(runs + suffix, withLinks: false).Select(m => Reference.Parse(m[..^suffix.Length])).Where(r => r.IsOk).Select(r => r.Value);
    }
}
