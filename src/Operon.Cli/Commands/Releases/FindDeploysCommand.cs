using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Git.Objects;
using Operon.Releases.Checkouts;
using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Text;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>find-deploys</c>: lists what is deployed from a range of commits.</summary>
[UnsupportedOSPlatform("windows")]
internal static class FindDeploysCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var start = new Argument<string>("START") { Description = "A commit, branch or tag" };
        var end = new Argument<string>("END") { Description = "Another one, before or after it" };
        var command = new Command("find-deploys", "List what is deployed from a range of commits, its ends included") { start, end };
        command.SetAction((parsed, _) => ReleaseContext.RunAsync(surroundings, parsed.DataDir(), (session, stop) => RunAsync(session, parsed.GetRequiredValue(start), parsed.GetRequiredValue(end), surroundings, stop)));
        return command;
    }

    private static async Task<Result<int>> RunAsync(ReleaseSession session, string start, string end, Surroundings surroundings, CancellationToken stop)
    {
        if (!(await session.Checkout.ResolveAsync(start, stop)).TryGet(out var from, out var failure)) return failure;
        if (!(await session.Checkout.ResolveAsync(end, stop)).TryGet(out var to, out failure)) return failure;
        if (!(await session.Checkout.RangeAsync(from, to, stop)).TryGet(out var range, out failure)) return failure;
        var commits = range.Select(c => c.ToString()).ToHashSet(StringComparer.Ordinal);
        var state = session.Work.State.View;
        foreach (var deployment in Deployment.All(state).Where(d => d.Place.Repository == session.Work.Repository))
        {
            if (deployment.Current is { } current && ReleaseDocument.Find(state, current.Release) is { } release && commits.Contains(release.Commit)) ReleaseContext.Write(surroundings, deployment.Place.ToString());
        }

        return 0;
    }
}
