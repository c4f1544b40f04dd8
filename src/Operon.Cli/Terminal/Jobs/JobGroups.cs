using Operon.Journal;
using Operon.Runs;
using Operon.Runs.Events;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal.Jobs;

/// <summary>
/// Folds the lines of a run: a group for each step of a serial call (or loop) that the root op runs. Such steps follow one another, so that a group holds
/// all of its step and nothing else, and no line has to wait; what runs in parallel is not folded.
/// </summary>
/// <param name="lines">The lines.</param>
/// <param name="log">Gets the groups.</param>
/// <param name="words">What the service understands.</param>
internal sealed class JobGroups(RunLines lines, JobLog log, IJobWords words) : IRunView
{
    private CallId? root;
    private CallId? body;
    private CallId? step;
    private DateTimeOffset heard;

    public void Take(RunEvent happened, JournalEntry entry)
    {
        heard = entry.Timestamp;
        var started = happened as CallStarted;
        if (started is { Parent: null }) root ??= started.Call;
        else if (started?.Parent == root && started?.Kind is "serial" or "serialLoop") body ??= started.Call;
        else if (started?.Parent is { } parent && parent == body && step is null)
        {
            step = started.Call;
            if (entry.Number >= lines.From) log.Say(words.Begin(Name(started.Call), Title(started), entry.Timestamp));
        }

        lines.Take(happened, entry);
        if (happened is not CallEnded ended || ended.Call != step) return;
        step = null;
        if (entry.Number >= lines.From) log.Say(words.End(Name(ended.Call), entry.Timestamp));
    }

    public void TakeUnreadable(JournalEntry entry, Diagnostic why) => lines.TakeUnreadable(entry, why);

    public void Flush() => lines.Flush();

    public void Dispose()
    {
        // A run that is left alone, or whose process died, has steps without an end.
        if (step is { } left) log.Say(words.End(Name(left), heard));
        step = null;
        lines.Dispose();
    }

    private static string Name(CallId call) => $"operon_{call.Short}";

    private static string Title(CallStarted started)
    {
        var what = started.Kind switch
        {
            "container" => StartDetails.Image(started.Details) ?? "",
            "op" => started.Op,
            _ => started.Kind,
        };
        var name = started.Name ?? started.Path[(started.Path.LastIndexOf('/') + 1)..];
        return name == what ? name : $"{name}  {what}";
    }
}
