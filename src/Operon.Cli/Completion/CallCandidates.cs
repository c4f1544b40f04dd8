using Operon.Cli.Commands;
using Operon.Host.Files;
using Operon.Runs.History;

namespace Operon.Cli.Completion;

/// <summary>The paths of the calls of the run that is named.</summary>
internal static class CallCandidates
{
    private const int MostFound = 500;

    public static IEnumerable<Candidate> Find(string word, CompletionContext context)
    {
        if (context.Arguments is not [var named, ..] || !RunsCommand.Open(named, context.DataDir, context.Surroundings).TryGet(out var run, out _)) return [];
        using (run)
        {
            try
            {
                // Of a long run those that began first.
                while (!context.Deadline.HasPassed && run.ReadNext() is not null) continue;
                return [.. run.Tree.Calls.Where(c => c.Path.Length > 0 && c.Path.StartsWith(word, StringComparison.Ordinal)).Take(MostFound).Select(c => new Candidate(c.Path))];
            }
            catch (Exception e) when (FileFailure.Covers(e))
            {
                return [];
            }
        }
    }
}
