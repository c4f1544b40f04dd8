using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Releases.Checkouts;
using Operon.Releases.Documents;
using Operon.Releases.Execution;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>release retry</c>: runs again what has failed of a release.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ReleaseRetryCommand
{
    public static Command Build(Surroundings surroundings, PackageOptions options)
    {
        var command = new Command("retry", "Run again what has failed of a release; of the last one of this commit where none is named");
        options.AddReferenceTo(command);
        command.SetAction((parsed, _) =>
        {
            var text = options.Read(parsed);
            return ReleaseContext.RunAsync(surroundings, parsed.DataDir(), (session, stop) => RunAsync(session, text, surroundings, stop), text);
        });
        return command;
    }

    private static async Task<Result<int>> RunAsync(ReleaseSession session, string text, Surroundings surroundings, CancellationToken stop)
    {
        if (!session.Parse(text).TryGet(out var reference, out var failure)) return failure;
        var state = session.Work.State.View;
        var release = reference.Release is { Length: > 0 } ? ReleaseContinueCommand.Find(state, reference) : Last(state, reference.Package, session.Work.Commit);
        if (release is null && reference.Release is { Length: > 0 }) return ReleaseContinueCommand.NoRelease(state.Missing(reference), surroundings);
        if (release is null) return NoneHere(state, reference.Package);
        if (await new Retry(session.Work).AddAsync(release, stop) is { } nothing) return nothing;
        if (!(await ReleaseContext.RunInterruptiblyAsync(session, () => [release], surroundings, () => new RunToPause(session.Work).RunAsync(release, stop))).TryGet(out var hasSucceeded, out failure)) return failure;
        ReleaseContext.TellWaiting(session, release, surroundings);
        return hasSucceeded ? 0 : 1;
    }

    private static Diagnostic NoneHere(DocumentView state, Reference package)
    {
        var releases = ReleaseNumbers.Of(state, package);
        if (releases.Count == 0) return state.Missing(package) with { Message = $"{package} has no release", Fix = "list those there are: operon release ls" };
        var problem = new Diagnostic(ExecutionRules.NothingFailed, $"{package} has no release of the commit that is checked out");
        if (releases.LastOrDefault(r => RunStatus.RunsOf(state, RunStatus.Failed, r).Any()) is not { } failed) return problem with { Expected = "a release with a failed run, and it has none", Fix = $"see how far they are: operon release ls {package.Path}" };
        return problem with { Fix = $"the last that failed: git checkout {ReleaseDocument.Find(state, failed)?.Commit}; operon release retry {failed.Path}/@{failed.Release}" };
    }

    private static Reference? Last(DocumentView state, Reference package, string commit) => ReleaseNumbers.OfCommit(state, package, commit) is [.., var last] ? last : null;
}
