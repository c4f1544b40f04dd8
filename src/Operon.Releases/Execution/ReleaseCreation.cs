using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;
using Operon.Text.Spelling;

namespace Operon.Releases.Execution;

/// <summary>Makes a release of a package, or registers its environments (releases, section 1.3).</summary>
/// <param name="work">What it is done with.</param>
public sealed class ReleaseCreation(Workspace work)
{
    /// <summary>Environments to which the package must have deployments.</summary>
    public IReadOnlyList<string> Environments { get; init; } = [];

    /// <summary>Whether what is ready of it is taken too, with the same change: whoever makes it runs it.</summary>
    public bool Begins { get; init; }

    /// <summary>Whether what ended it lies in the file, so that others can be released all the same.</summary>
    public bool IsFileWrong { get; private set; }

    /// <summary>What was taken; null: nothing was made.</summary>
    public BegunRuns? Begun { get; private set; }

    /// <summary>Makes a release of the commit that is checked out.</summary>
    /// <param name="package">The package. One with a release is refused: new ones get their own names.</param>
    /// <param name="isForced">Whether another release of the same commit is no hindrance.</param>
    /// <param name="cancellation">Ends it before anything is written.</param>
    /// <returns>The release; null when the file declares no task. Or why it cannot be made.</returns>
    public async Task<Result<Reference?>> CreateAsync(Reference package, bool isForced, CancellationToken cancellation)
    {
        if (!isForced && Earlier(work.State.View, package.Package, work.Commit) is { } before) return before;
        if (package.Release is not null) return new Diagnostic(ExecutionRules.AlreadyReleased, $"{package} names a release, and a new one gets its own name") { Fix = $"operon release new {package.Path}" };
        while (true)
        {
            if (!isForced && Earlier(work.State.View, package, work.Commit) is { } earlier) return earlier;
            var release = ReleaseNumbers.Next(work.State.View, package);
            if (!(await LoadAsync(release, cancellation)).TryGet(out var loaded, out var failure)) return failure;
            var document = new ReleaseDocument(work.Commit, loaded.ToJson());
            if (Environments.FirstOrDefault(e => !document.Tasks.Any(t => t.IsDeployment && t.Name == e)) is { } unknown) return NoDeployment(package, unknown, document);
            if (loaded.Environments.Length > 0) return await RegisterAsync(loaded.Environments, cancellation);
            if (!document.Tasks.Any()) return default(Reference);
            if (await WriteAsync(release, loaded, document, isForced, cancellation) is { } written) return written.TryGet(out var made, out failure) ? made : failure;
        }
    }

    /// <summary>Writes the first run of a task, which waits.</summary>
    public static Reference AddFirstRun(StoreTransaction state, Reference release, ReleaseDocument document, TaskDeclaration task, JsonObject marker)
    {
        var entry = new RunFunction(task.Function, task.Inputs) { Dependencies = document.DependenciesOf(release, task) };
        return RunDocument.Add(state, task.In(release), new RunDocument(task.RunType, release, [entry]), marker);
    }

    private async Task<Result<PackageConfiguration>> LoadAsync(Reference release, CancellationToken cancellation)
    {
        IsFileWrong = true;
        if (PackagePath.Check(release.Package) is { } unnamable) return unnamable;
        if (!(await work.Packages.LoadAsync(release, cancellation)).TryGet(out var loaded, out var failure)) return failure;
        if (loaded.CheckInputNames() is { } badNames) return badNames;
        IsFileWrong = false;
        return loaded;
    }

    // Null: somebody else took the number, and what the file says may depend on it.
    private async Task<Result<Reference>?> WriteAsync(Reference release, PackageConfiguration package, ReleaseDocument document, bool isForced, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Begins) work.Packages.BeginDiffering();
        var begun = new List<ClaimedRun>();
        var until = work.Now + work.Lease;
        var written = await work.UpdateAsync<bool>($"release {release}", (state, intents) =>
        {
            begun.Clear();
            until = work.Now + work.Lease;
            if (!isForced && Earlier(state, release.Package, document.Commit) is { } earlier) return earlier;
            if (ReleaseNumbers.Next(state, release.Package) != release) return false;
            var marker = Timestamp.Marker(work.Now);
            foreach (var task in document.Tasks) AddFirstRun(state, release, document, task, marker);
            state.Set(release, document.ToJson());
            state.Set(release.Of(DocumentTypes.Commit, document.Commit), marker);
            if (Begins) begun.AddRange(new Claims(work).Take(state, intents, [.. document.Tasks.Select(t => RunDocument.Of(t.In(release), 1))], until));
            return true;

            // Who has taken something must know, whatever asks for an end meanwhile.
        }, Begins ? CancellationToken.None : cancellation);
        if (!written.TryGet(out var isWritten, out var failure)) return failure;
        if (!isWritten) return null;
        Begun = new BegunRuns(package, [.. begun], until);
        foreach (var dead in InputReview.Of(package, p => ReleaseNumbers.Of(work.State.View, p).Count > 0)) work.Observer.Warned(dead);
        foreach (var task in document.Tasks) work.Observer.StatusChanged(RunDocument.Of(task.In(release), 1), "", RunStatus.Pending);
        return release;
    }

    private async Task<Result<Reference?>> RegisterAsync(IReadOnlyList<ReleaseEnvironment> environments, CancellationToken cancellation)
    {
        var application = new IntentApplication(work);
        foreach (var environment in environments)
        {
            var place = EnvironmentDocument.Of(environment.Name);
            await work.Intents.UpdateAsync<bool>($"intend {place}", intents =>
            {
                intents.Set(place, environment.ToJson());
                return true;
            }, cancellation);
            if (await application.ApplyAsync(place, cancellation) is { } failure) return failure;
        }

        return default(Reference);
    }

    private static Diagnostic NoDeployment(Reference package, string environment, ReleaseDocument document)
    {
        List<string> declared = [.. document.Tasks.Where(t => t.IsDeployment).Select(t => t.Name)];
        return new Diagnostic(RolloutRules.NoDeployment, $"{package.Path} declares no deployment to '{environment}'")
        {
            Expected = declared.Count == 0 ? "an environment, and it has none" : $"one of: {string.Join(", ", declared)}",
            Fix = Suggestion.For(environment, declared) is { } near ? $"write --env {near}" : null,
        };
    }

    private static Diagnostic? Earlier(DocumentView state, Reference package, string commit) =>
        ReleaseNumbers.OfCommit(state, package, commit) is { Count: > 0 } earlier
            ? new Diagnostic(ExecutionRules.AlreadyReleased, "There are already releases of this commit") { Notes = [.. earlier.Select(r => r.ToString())], Fix = "commit a change first, or make another one all the same: --force" }
            : null;
}
