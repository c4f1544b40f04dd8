using Operon.Runs.Events;

namespace Operon.Runs.Calls;

/// <summary>
/// The fold of a run's events: which calls there are, inside which others, how far each is and why it failed. Events are folded one at a
/// time, in their order, so that a run that goes on is shown as it goes; any beginning of the events gives a tree that holds.
/// </summary>
/// <remarks>
/// Never refuses an event, because what is recorded is recorded: what an event says that cannot be after those before it is passed over
/// and counted in <see cref="Contradictions"/>. A finished call costs some 500 bytes. Not for several threads.
/// </remarks>
/// <param name="expected">About how many calls there will be; for speed only.</param>
public sealed class CallTree(int expected = 0)
{
    /// <summary>How many characters the errors of a tree may have before further ones are cut.</summary>
    public const int ErrorBudget = 4 << 20;

    private const int CutError = 200;

    private readonly Dictionary<CallId, CallNode> calls = new(expected);
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);
    private readonly int[] states = new int[Enum.GetValues<CallState>().Length];
    private long errorLength;

    // Events about one call, and calls inside one other, mostly follow each other.
    private CallNode? lastCall;
    private CallNode? lastParent;

    /// <summary>The call that is the run; null before its first event.</summary>
    public CallNode? Root { get; private set; }

    /// <summary>Why the run failed, down to its cause; null unless it did.</summary>
    public RecordedError? Error { get; private set; }

    /// <summary>What the root was started with, as <see cref="CallStarted.Details"/>.</summary>
    public ReadOnlyMemory<byte> Details { get; private set; }

    /// <summary>What the run returned, as <see cref="CallEnded.Outputs"/>.</summary>
    public ReadOnlyMemory<byte> Outputs { get; private set; }

    /// <summary>How many calls are in which state.</summary>
    public CallCounts Counts => new(Of(CallState.Running), Of(CallState.Succeeded), Of(CallState.Failed), Of(CallState.Killed), Of(CallState.Skipped));

    /// <summary>The number of the last event that was folded.</summary>
    public long LastNumber { get; private set; }

    /// <summary>How many events said what cannot be after those before them, such as the second end of a call.</summary>
    public int Contradictions { get; private set; }

    /// <summary>All calls, in the order in which they were first heard of.</summary>
    public IEnumerable<CallNode> Calls => calls.Values;

    /// <summary>A call by its id; null when no event spoke of it.</summary>
    public CallNode? Find(CallId call) => calls.GetValueOrDefault(call);

    /// <summary>Folds the next event.</summary>
    /// <param name="happened">The event. Of the bytes behind it those that are kept are copied.</param>
    /// <param name="number">Its number in the journal.</param>
    /// <param name="at">When it was recorded.</param>
    public void Fold(RunEvent happened, long number, DateTimeOffset at)
    {
        LastNumber = number;
        var holds = happened switch
        {
            CallStarted started => Begin(started, number, at),
            ImageResolved image => Resolve(image),
            OutputWritten written => Write(written),
            CallEnded ended => End(ended, number, at),
            _ => true,
        };
        if (!holds) Contradictions++;
    }

    private bool Begin(CallStarted started, long number, DateTimeOffset at)
    {
        if (calls.ContainsKey(started.Call)) return false;
        var (call, holds) = Add(started.Call, started.Parent, started.Path, started.Kind, started.Op);
        if (call is null) return false;
        call.Begin(number, at);
        call.Name = started.Name;
        if (started.Kind == "container" && StartDetails.Image(started.Details) is { } image) call.Image = Shared(image);
        if (started.OpDigest is { } digest) call.Digest = Shared(digest);
        if (call == Root) Details = started.Details.ToArray();
        return holds;
    }

    private bool Resolve(ImageResolved image)
    {
        if (Find(image.Call) is not { State: CallState.Running } call) return false;
        call.Digest = Shared(image.Digest);
        return true;
    }

    private bool Write(OutputWritten written)
    {
        if (Find(written.Call, ref lastCall) is not { State: CallState.Running } call) return false;
        var end = written.Offset + written.Length;
        if (written.Stream == OutputKind.Stdout) call.StdoutLength = Math.Max(call.StdoutLength, end);
        else call.StderrLength = Math.Max(call.StderrLength, end);
        return true;
    }

    private bool End(CallEnded ended, long number, DateTimeOffset at)
    {
        // Calls that were skipped, or stopped before their turn, only end.
        var (call, holds) = Find(ended.Call, ref lastCall) is { } begun ? (begun, true) : Add(ended.Call, ended.Parent, ended.Path, ended.Kind, ended.Op);
        if (call is not { State: CallState.Running }) return false;
        states[(int)CallState.Running]--;
        call.State = ended.Outcome switch
        {
            CallOutcome.Succeeded => CallState.Succeeded,
            CallOutcome.Failed => CallState.Failed,
            CallOutcome.Killed => CallState.Killed,
            _ => CallState.Skipped,
        };
        states[(int)call.State]++;
        call.End(number, at);
        call.ExitCode = ended.ExitCode;
        if (call == Root) (Error, Outputs) = (ended.Error, ended.Outputs.ToArray());
        if (call.State != CallState.Failed) return holds;
        if (call.Parent is { } parent) parent.HasFailedChild = true;
        if (!call.HasFailedChild && ended.Error is { } error) call.Error = Kept(error);
        return holds;
    }

    // A call whose parent was never heard of is shown all the same, below the root.
    private (CallNode? Call, bool Holds) Add(CallId id, CallId? parent, string path, string kind, string op)
    {
        var above = parent is { } known ? Find(known, ref lastParent) : null;
        var holds = above is not null || (parent is null && Root is null);
        above ??= Root;
        if (above is null && !holds) return (null, false);

        var call = new CallNode(id, above, path, Shared(kind), Shared(op));
        calls.Add(id, call);
        lastCall = call;
        states[(int)CallState.Running]++;
        if (above is null) Root = call;
        else above.Add(call);
        return (call, holds);
    }

    private CallNode? Find(CallId id, ref CallNode? last) => last is not null && last.Id == id ? last : last = Find(id);

    // Many calls share few kinds, ops, images and digests.
    private string Shared(string text) => texts.TryAdd(text, text) ? text : texts[text];

    private RecordedError Kept(RecordedError error)
    {
        errorLength += Length(error);
        if (errorLength <= ErrorBudget) return error;
        return new RecordedError(error.Code, error.Message.Length <= CutError ? error.Message : $"{error.Message[..CutError]}…", null, null, null, null);
    }

    private static long Length(RecordedError error)
    {
        long length = 0;
        var all = new Stack<RecordedError>([error]);
        while (all.TryPop(out var at))
        {
            length += 100 + at.Message.Length + (at.Expected?.Length ?? 0) + (at.Fix?.Length ?? 0) + at.Notes.Sum(note => (long)note.Length);
            if (at.Cause is not null) all.Push(at.Cause);
            foreach (var other in at.Others) all.Push(other);
        }

        return length;
    }

    private int Of(CallState state) => states[(int)state];
}
