using Operon.Runs;
using Operon.Runs.Calls;
using Operon.Runs.Events;

namespace Operon.Cli.Terminal.Live;

/// <summary>
/// What goes on in a run: the calls that run and those that failed. What is done is only counted, so that it takes no more room
/// and time the longer a run goes on.
/// </summary>
internal sealed class LiveCalls
{
    /// <summary>Of the failed calls inside one other, so many keep a line.</summary>
    private const int MostFailed = 10;

    private readonly Dictionary<CallId, LiveCall> running = [];

    public LiveCall? Root { get; private set; }

    /// <summary>The call that failed first without one inside it having failed: where the cause is.</summary>
    public LiveCall? FirstFailed { get; private set; }

    /// <summary>How many calls have ended.</summary>
    public int Done { get; private set; }

    public int Running => running.Count;

    public LiveCall? Find(CallId call) => running.GetValueOrDefault(call);

    /// <summary>Takes the start of a call.</summary>
    /// <returns>The call; null when it runs already.</returns>
    public LiveCall? Begin(CallStarted started, DateTimeOffset at)
    {
        if (running.ContainsKey(started.Call)) return null;
        var parent = started.Parent is { } above ? Find(above) ?? Root : null;
        var call = new LiveCall(started.Call, parent, started.Path, started.Kind, started.Op, at)
        {
            Name = started.Name,
            Image = started.Kind == "container" ? StartDetails.Image(started.Details) ?? "" : null,
        };
        running.Add(started.Call, call);
        Root ??= call;
        call.Place = parent?.Children.AddLast(call);
        return call;
    }

    /// <summary>Takes the end of a call.</summary>
    /// <returns>The call as it was; null when it never began.</returns>
    public LiveCall? End(CallEnded ended, DateTimeOffset at)
    {
        Done++;
        if (!running.Remove(ended.Call, out var call))
        {
            // Skipped, or stopped before its turn.
            if (ended.Parent is { } parent && Find(parent) is { } waiting) waiting.Done++;
            return null;
        }

        call.Ended = at;
        call.ExitCode = ended.ExitCode;
        call.State = ended.Outcome switch
        {
            CallOutcome.Succeeded => CallState.Succeeded,
            CallOutcome.Failed => CallState.Failed,
            CallOutcome.Killed => CallState.Killed,
            _ => CallState.Skipped,
        };
        if (call.State == CallState.Failed && call.Failed == 0) FirstFailed ??= call;
        if (call.Parent is not { } above) return call;
        above.Done++;
        if (call.State == CallState.Failed) above.Failed++;
        if (call.State != CallState.Failed || above.Failed > MostFailed) above.Children.Remove(call.Place!);
        return call;
    }
}
