using Operon.Journal;
using Operon.Runs.Events;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal;

/// <summary>Several views of one run, each of which gets every event.</summary>
/// <param name="views">They, in the order in which they get them.</param>
internal sealed class RunViews(params IRunView[] views) : IRunView
{
    public void Take(RunEvent happened, JournalEntry entry)
    {
        foreach (var view in views) view.Take(happened, entry);
    }

    public void TakeUnreadable(JournalEntry entry, Diagnostic why)
    {
        foreach (var view in views) view.TakeUnreadable(entry, why);
    }

    public void Flush()
    {
        foreach (var view in views) view.Flush();
    }

    public void Dispose()
    {
        foreach (var view in views) view.Dispose();
    }
}
