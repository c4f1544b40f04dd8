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

/// <summary><c>release continue</c>: runs what is ready of a release.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ReleaseContinueCommand
{
    public static Command Build(Surroundings surroundings, PackageOptions options)
    {
        var command = new Command("continue", "Run what is ready of a release");
        options.AddReferenceTo(command);
        command.SetAction((parsed, _) =>
        {
            var text = options.Read(parsed);
            return ReleaseContext.RunAsync(surroundings, parsed.DataDir(), (session, stop) => RunAsync(session, text, surroundings, stop), text);
        });
        return command;
    }

    /// <summary>What to do where no release is found: the original says so and succeeds.</summary>
    public static Result<int> NoRelease(Diagnostic problem, Surroundings surroundings)
    {
        if (!surroundings.IsOcuroot) return problem;
        ReleaseContext.Write(surroundings, problem.Message);
        return 0;
    }

    /// <summary>The release that a reference means, tags followed; null where there is none.</summary>
    public static Reference? Find(DocumentView state, Reference reference) =>
        Reference.Parse(state.Resolve((reference with { Type = null, Subpath = "", Fragment = "" }).ToString())).TryGet(out var release, out _) && ReleaseDocument.Find(state, release) is not null ? release : null;

    private static Diagnostic NamesNone(DocumentView state, Reference reference) => new(StoreRules.NotFound, $"{reference} names no release")
    {
        Fix = ReleaseNumbers.Of(state, reference.Package) is [.., var newest] ? $"write its newest: operon release continue {newest.Path}/@{newest.Release}" : "list those there are: operon release ls",
    };

    private static async Task<Result<int>> RunAsync(ReleaseSession session, string text, Surroundings surroundings, CancellationToken stop)
    {
        if (!session.Parse(text).TryGet(out var reference, out var failure)) return failure;
        if (reference.Release is not { Length: > 0 }) return NoRelease(NamesNone(session.Work.State.View, reference), surroundings);
        if (!File.Exists(Path.Combine(session.Place.Root, reference.Path)) && Find(session.Work.State.View, reference) is null) return session.Work.State.View.Missing(reference);
        if (Find(session.Work.State.View, reference) is not { } release) return NoRelease(session.Work.State.View.Missing(reference), surroundings);
        if (!(await ReleaseContext.RunInterruptiblyAsync(session, () => [release], surroundings, () => new RunToPause(session.Work).RunAsync(release, stop))).TryGet(out var hasSucceeded, out failure)) return failure;
        ReleaseContext.TellWaiting(session, release, surroundings);
        ReleaseContext.TellGivenUp(session, release, surroundings);
        return hasSucceeded ? 0 : 1;
    }
}
