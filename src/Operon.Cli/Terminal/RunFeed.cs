using Operon.Journal;
using Operon.Runs.Events;

namespace Operon.Cli.Terminal;

/// <summary>Gives a view the events of a run, those that are there and those that come.</summary>
internal static class RunFeed
{
    /// <summary>Goes on until the root has ended, or the run has no writer any more.</summary>
    /// <returns>The last event of the root, or null when the run ended without one.</returns>
    public static async Task<CallEnded?> FollowAsync(RunFolderReader run, IRunView view, CancellationToken cancellation)
    {
        try
        {
            await foreach (var entry in run.FollowAsync(1, FlushAsync, cancellation))
            {
                if (RunEventJson.Read(entry.Payload).TryGet(out var happened, out var unreadable)) view.Take(happened, entry);
                else view.TakeUnreadable(entry, unreadable);
                if (happened is CallEnded { Parent: null } root) return root;
            }

            return null;
        }
        finally
        {
            view.Flush();
        }

        ValueTask FlushAsync()
        {
            view.Flush();
            return ValueTask.CompletedTask;
        }
    }
}
