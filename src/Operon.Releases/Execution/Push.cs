using System.Collections.Immutable;
using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Execution;

/// <summary>Releases what has changed since the last push (releases, section 5.3).</summary>
/// <param name="work">What it is done with.</param>
/// <param name="checkouts">Makes checkouts for what follows.</param>
public sealed class Push(Workspace work, ICheckouts checkouts)
{
    private const string Suffix = "ocu.star";

    private readonly List<Reference> made = [];
    private readonly List<Diagnostic> refused = [];

    /// <summary>Whether a run failed that was run here.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>The releases that it made, in their order.</summary>
    public IReadOnlyList<Reference> Made => made;

    /// <summary>What is wrong with files that were not released for it. The original ends at the first.</summary>
    public IReadOnlyList<Diagnostic> Refused => refused;

    /// <summary>The package files that there are; or that have changed, or whose watched files have, or that the last push could not release.</summary>
    /// <param name="all">Every file of the checkout, from its root.</param>
    /// <param name="changed">What has changed since the last push; null: there was none.</param>
    /// <param name="isIgnored">What is not to be released.</param>
    /// <returns>In bytewise order. Those that have a release of this commit are left out.</returns>
    public IReadOnlyList<string> Find(IReadOnlyCollection<string> all, IReadOnlyCollection<string>? changed, Func<string, bool> isIgnored)
    {
        var there = all.Where(f => f.EndsWith(Suffix, StringComparison.Ordinal) && Path.GetFileName(f) != RepositoryConfig.File).ToHashSet(StringComparer.Ordinal);
        var found = changed is null ? there : changed.Concat(Watching(changed)).Concat(PushIndex.Find(work.State.View, work.Repository)?.Refused ?? []).Where(there.Contains);
        return [.. found.Distinct().Where(f => !isIgnored(f) && !IsReleased(f)).Order(BytewiseComparer.Instance)];
    }

    /// <summary>Releases package files, and lets everything follow.</summary>
    /// <param name="files">Which.</param>
    /// <param name="cancellation">Ends it after what runs.</param>
    /// <returns>Null, or what ended it: then the next push begins where this one did. It tries again what was refused.</returns>
    public async Task<Diagnostic?> RunAsync(IReadOnlyList<string> files, CancellationToken cancellation)
    {
        if (files.Count == 0) return null;
        var watched = PushIndex.None;
        var unreleased = new List<string>();
        foreach (var file in files)
        {
            var package = PackageOf(file);
            var creation = new ReleaseCreation(work) { Begins = true };
            if (!(await creation.CreateAsync(package, isForced: false, cancellation)).TryGet(out var release, out var failure))
            {
                // Another push of the same commit was faster.
                if (failure.Rule == ExecutionRules.AlreadyReleased) continue;
                if (work.IsOriginal || !creation.IsFileWrong) return failure;
                refused.Add(failure);
                unreleased.Add(file);
                continue;
            }

            watched = watched.SetItem(package.ToString(), null);
            if (release is null) continue;
            made.Add(release);
            if (!(await new RunToPause(work) { Begun = creation.Begun }.RunAsync(release, cancellation)).TryGet(out var hasSucceeded, out failure)) return failure;
            HasFailed |= !hasSucceeded;
            watched = watched.SetItem(package.ToString(), WatchedBy(release));
            if (await CascadeAsync(cancellation) is { } stopped) return stopped;
        }

        if (await CascadeAsync(cancellation) is { } ended) return ended;
        var saved = await work.State.UpdateAsync<bool>($"push {work.Commit}", state =>
        {
            var before = PushIndex.Find(state, work.Repository);
            new PushIndex(work.Commit, before?.Commit == work.Commit ? before.Previous : before?.Commit ?? "", (before?.Packages ?? PushIndex.None).SetItems(watched)) { Refused = [.. unreleased] }.Write(state, work.Repository);
            return true;
        }, cancellation);
        return saved.Error;
    }

    private async Task<Diagnostic?> CascadeAsync(CancellationToken cancellation)
    {
        var cascade = new Cascade(work, checkouts);
        var stopped = await cascade.RunAsync(ownOnly: true, cancellation);
        HasFailed |= cascade.HasFailed;
        return stopped;
    }

    private IEnumerable<string> Watching(IReadOnlyCollection<string> changed) =>
        from package in PushIndex.Find(work.State.View, work.Repository)?.Packages ?? PushIndex.None
        where package.Value is { } prefixes && prefixes.Any(p => changed.Any(f => f.StartsWith(p, StringComparison.Ordinal)))
        let reference = Reference.Parse(package.Key)
        where reference.IsOk
        select reference.Value.Path;

    private ImmutableArray<string> WatchedBy(Reference release)
    {
        var state = work.State.View;
        var runs = ReleaseDocument.Find(state, release)?.Tasks.SelectMany(t => RunDocument.NumbersOf(state, t.In(release)).Select(n => RunDocument.Find(state, RunDocument.Of(t.In(release), n)))) ?? [];
        return [.. runs.SelectMany(r => r?.WatchFiles is JsonArray files ? files.Items.Select(f => f.AsText).OfType<string>() : []).Distinct().Order(BytewiseComparer.Instance)];
    }

    private bool IsReleased(string file) => work.Commit != Workspace.NoCommit && ReleaseNumbers.OfCommit(work.State.View, PackageOf(file), work.Commit).Count > 0;

    private Reference PackageOf(string file) => new() { Repository = work.Repository, Path = file };
}
