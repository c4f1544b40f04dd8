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
        var events = run.FollowAsync(1, cancellation).GetAsyncEnumerator(cancellation);
        try
        {
            while (true)
            {
                var next = events.MoveNextAsync();
                if (!next.IsCompleted) view.Flush();
                if (!await next) return null;
                var entry = events.Current;
                if (RunEventJson.Read(entry.Payload).TryGet(out var happened, out var unreadable)) view.Take(happened, entry);
                else view.TakeUnreadable(entry, unreadable);
                if (happened is CallEnded { Parent: null } root) return root;
            }
        }
        finally
        {
            await events.DisposeAsync();
            view.Flush();
        }
    }
}
