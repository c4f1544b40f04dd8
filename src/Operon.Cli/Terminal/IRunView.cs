using Operon.Journal;
using Operon.Runs.Events;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal;

/// <summary>Shows a run to somebody while it takes its events, one after another.</summary>
internal interface IRunView : IDisposable
{
    /// <summary>Takes the next event.</summary>
    void Take(RunEvent happened, JournalEntry entry);

    /// <summary>Takes an event that this program does not understand.</summary>
    void TakeUnreadable(JournalEntry entry, Diagnostic why);

    /// <summary>Nothing follows for now, so that what is held must be shown.</summary>
    void Flush();
}
