using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal.Releases;
using Operon.Git.Objects;
using Operon.Releases.Checkouts;
using Operon.Releases.Documents;
using Operon.Releases.Execution;
using Operon.Releases.References;
using Operon.Releases.Sdk.Loading;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>push</c>: releases what has changed since the last push.</summary>
[UnsupportedOSPlatform("windows")]
internal static class PushCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var dryRun = new Option<bool>("--dryrun", "-n") { Description = "List the package files, and do nothing" };
        var format = RunsCommand.FormatOptions();
        var command = new Command("push", "Release what has changed since the last push: package files, and those whose watched files have") { dryRun, format.Json, format.Output };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(dryRun) && (result.GetValue(format.Json) || result.TextOf(format.Output) == "json")) result.AddError("--output json goes with --dryrun");
        });
        if (surroundings.IsOcuroot) command.Add(new Argument<string[]>("WORDS") { Arity = ArgumentArity.ZeroOrMore, Hidden = true });
        command.SetAction((parsed, _) => parsed.GetValue(dryRun)
            ? ReleaseContext.ReadAnywhereAsync(surroundings, parsed.DataDir(), (session, stop) => RunAsync(session, isDry: true, parsed.WantsJson(format), surroundings, stop))
            : ReleaseContext.RunAnywhereAsync(surroundings, parsed.DataDir(), (session, stop) => RunAsync(session, isDry: false, isJson: false, surroundings, stop)));
        return command;
    }

    /// <summary>The package files that a push would release.</summary>
    public static async Task<Result<string[]>> FindAsync(ReleaseSession session, Push push, CancellationToken stop)
    {
        if (!(await ChangedAsync(session, stop)).TryGet(out var changed, out var failure)) return failure;
        if (!session.Repository.Ignored().TryGet(out var isIgnored, out failure)) return failure;
        return (string[])[.. push.Find(CheckoutFiles.Of(session.Place.Root), changed, isIgnored)];
    }

    private static async Task<Result<int>> RunAsync(ReleaseSession session, bool isDry, bool isJson, Surroundings surroundings, CancellationToken stop)
    {
        if (session.Place.Store == StoreKind.State) return ReleaseSession.NotHere(session.Place.Root, StoreKind.State);
        if (!isDry && await UncommittedAsync(session, stop) is { } uncommitted) return uncommitted;
        if (session.Place.Store is not null) return await PushIntentsAsync(session, isDry, isJson, surroundings, stop);
        var push = new Push(session.Work, session);
        if (!(await FindAsync(session, push, stop)).TryGet(out var files, out var failure)) return failure;
        if (isDry) return ListFiles(session, files, isJson, surroundings);
        var stopped = await ReleaseContext.RunInterruptiblyAsync(session, () => push.Made, surroundings, () => push.RunAsync(files, stop));
        if (stopped is null && !surroundings.IsOcuroot) await new EnvironmentReview(session.Work, session.Place.Root).WarnAsync(files, stop);
        foreach (var release in push.Made) ReleaseContext.TellWaiting(session, release, surroundings);
        foreach (var refused in push.Refused) ReleaseContext.Refuse(session, refused, surroundings);
        if (stopped is not null) return stopped;
        return push.Refused.Count > 0 || (push.HasFailed && !surroundings.IsOcuroot) ? 1 : 0;
    }

    private static async Task<Result<int>> PushIntentsAsync(ReleaseSession session, bool isDry, bool isJson, Surroundings surroundings, CancellationToken stop)
    {
        if (!(await session.Checkout.HeadAsync(stop)).TryGet(out var head, out var failure)) return failure;
        var push = new IntentPush(session.Work, session, head?.ToString() ?? Workspace.NoCommit);
        var items = push.Find();
        if (isDry) return List([.. items.Select(i => i.Reference.ToString())], "references", isJson, surroundings);
        if (await push.RunAsync(items, stop) is { } stopped) return stopped;
        return push.HasFailed && !surroundings.IsOcuroot ? 1 : 0;
    }

    // What cannot be named is no release of a push.
    private static int ListFiles(ReleaseSession session, string[] files, bool isJson, Surroundings surroundings)
    {
        if (surroundings.IsOcuroot) return List(files, "files", isJson, surroundings);
        var unnamable = files.Select(f => (File: f, Problem: PackagePath.Check(session.Base with { Path = f }))).Where(f => f.Problem is not null).ToList();
        List([.. files.Except(unnamable.Select(u => u.File))], "files", isJson, surroundings);
        foreach (var (_, problem) in unnamable) ReleaseContext.Refuse(session, problem!, surroundings);
        return unnamable.Count > 0 ? 1 : 0;
    }

    private static int List(string[] names, string what, bool isJson, Surroundings surroundings)
    {
        if (isJson)
        {
            ReferenceList.WriteJson(what, names, surroundings);
            return 0;
        }

        if (names.Length == 0) ReleaseContext.Write(surroundings, "");
        foreach (var name in names) ReleaseContext.Write(surroundings, name);
        return 0;
    }

    private static async Task<Diagnostic?> UncommittedAsync(ReleaseSession session, CancellationToken stop)
    {
        if (!(await session.Checkout.UncommittedAsync(stop)).TryGet(out var found, out var failure)) return failure;
        if (found.Count == 0) return null;
        if (!(await session.Checkout.RootAsync(stop)).TryGet(out var root, out failure)) return failure;

        // What commands write is no change that a release would lack.
        var stores = new[] { session.Work.State.Place, session.Work.Intents.Place }.Select(p => Path.GetRelativePath(root, Path.GetFullPath(p, root)) + "/").Where(p => p != "./").ToList();
        var files = found.Where(f => !stores.Exists(s => f.StartsWith(s, StringComparison.Ordinal))).ToList();
        return files.Count == 0 ? null : new Diagnostic(CheckoutRules.Uncommitted, $"{files.Count} {(files.Count == 1 ? "file is" : "files are")} not committed, and a release is made of a commit")
        {
            Notes = [.. files.Take(20), .. files.Count > 20 ? (string[])["…"] : []],
            Fix = "commit or stash them",
        };
    }

    // Null: nothing was pushed yet.
    private static async Task<Result<string[]?>> ChangedAsync(ReleaseSession session, CancellationToken stop)
    {
        if (PushIndex.Find(session.Work.State.View, session.Work.Repository) is not { } last) return default(string[]);
        if (ObjectId.Parse(last.Commit) is not { } before || ObjectId.Parse(session.Work.Commit) is not { } now) return default(string[]);
        if (!(await session.Checkout.ChangedAsync(before, now, stop)).TryGet(out var changed, out var failure)) return failure;
        return (string[])[.. changed.Select(c => c.Path)];
    }
}
