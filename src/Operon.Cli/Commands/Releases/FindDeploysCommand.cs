using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Git.Objects;
using Operon.Releases.Checkouts;
using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Text;
using Operon.Text.Json;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>find-deploys</c>: lists what is deployed from a range of commits.</summary>
[UnsupportedOSPlatform("windows")]
internal static class FindDeploysCommand
{
    private const int Format = 1;

    public static Command Build(Surroundings surroundings)
    {
        var start = new Argument<string>("START") { Description = "A commit, branch or tag" };
        var end = new Argument<string>("END") { Description = "Another one, before or after it" };
        var format = RunsCommand.FormatOptions();
        var command = new Command("find-deploys", "List what is deployed from a range of commits, its ends included") { start, end, format.Json, format.Output };
        command.SetAction((parsed, _) => ReleaseContext.ReadAsync(surroundings, parsed.DataDir(), (session, stop) => RunAsync(session, parsed.GetRequiredValue(start), parsed.GetRequiredValue(end), parsed.WantsJson(format), surroundings, stop)));
        return command;
    }

    private static async Task<Result<int>> RunAsync(ReleaseSession session, string start, string end, bool isJson, Surroundings surroundings, CancellationToken stop)
    {
        if (!(await session.Checkout.ResolveAsync(start, stop)).TryGet(out var from, out var failure)) return failure;
        if (!(await session.Checkout.ResolveAsync(end, stop)).TryGet(out var to, out failure)) return failure;
        if (!(await session.Checkout.RangeAsync(from, to, stop)).TryGet(out var range, out failure)) return failure;
        var commits = range.Select(c => c.ToString()).ToHashSet(StringComparer.Ordinal);
        var state = session.Work.State.View;
        var found = new List<(Reference Place, Reference Release, string Commit)>();
        foreach (var deployment in Deployment.All(state).Where(d => d.Place.Repository == session.Work.Repository))
        {
            if (deployment.Current is { } current && ReleaseDocument.Find(state, current.Release) is { } release && commits.Contains(release.Commit)) found.Add((deployment.Place, current.Release, release.Commit));
        }

        if (isJson)
        {
            var deployments = found.Select(d => (JsonValue)new JsonObject(("ref", d.Place.ToString()), ("environment", d.Place.Subpath), ("release", d.Release.ToString()), ("commit", d.Commit)));
            ReleaseContext.Write(surroundings, new JsonObject(("format", Format), ("deployments", new JsonArray([.. deployments]))).ToUtf8(isIndented: true));
            return 0;
        }

        foreach (var deployment in found) ReleaseContext.Write(surroundings, deployment.Place.ToString());
        return 0;
    }
}
