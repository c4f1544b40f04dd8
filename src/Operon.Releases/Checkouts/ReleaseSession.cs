using System.Runtime.Versioning;
using Operon.Git;
using Operon.Git.Objects;
using Operon.Host.Owners;
using Operon.Releases.Documents;
using Operon.Releases.Execution;
using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Releases.Secrets;
using Operon.Releases.Stores;
using Operon.Releases.Stores.Git;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Checkouts;

/// <summary>What nearly every release command opens: the checkout at hand, its settings and its stores (releases, appendix B).</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ReleaseSession : ICheckouts, IAsyncDisposable
{
    private const string Origin = "origin";

    private readonly SessionSettings settings;
    private readonly GitStores stores;
    private readonly Reaper reaper;

    private readonly Dictionary<string, GitCheckout> clones = new(StringComparer.Ordinal);
    private readonly List<CheckoutFolder> cloneFolders = [];
    private Task recording = Task.CompletedTask;
    private Task<IReadOnlyList<string>>? differing;

    // The checkout whose other commits need no clone.
    private (string Root, string Name)? source;

    private ReleaseSession(SessionSettings settings, CheckoutPlace place, RepositorySettings repository, Sdk.Surroundings surroundings, GitProgram git, Reaper reaper)
    {
        this.settings = settings;
        this.reaper = reaper;
        Place = place;
        Repository = repository;
        Surroundings = surroundings;
        Git = git;
        var author = new GitAuthor(settings.Variable("OCUROOT_GIT_USER_NAME") ?? GitStores.DefaultAuthor.Name, settings.Variable("OCUROOT_GIT_USER_EMAIL") ?? GitStores.DefaultAuthor.Email);
        stores = new GitStores(git, Path.Combine(settings.Home, "stores"), author, settings.Clock);
    }

    /// <summary>What the working directory is part of.</summary>
    public CheckoutPlace Place { get; }

    /// <summary>The settings of the repository; of a store those of a repository that it belongs to.</summary>
    public RepositorySettings Repository { get; }

    /// <summary>What configuration files take from outside.</summary>
    public Sdk.Surroundings Surroundings { get; }

    /// <summary>Calls git.</summary>
    public GitProgram Git { get; }

    /// <summary>What references on the command line are relative to.</summary>
    public Reference Base { get; private set; } = new();

    /// <summary>What work is done with.</summary>
    public Workspace Work { get; private set; } = null!;

    /// <summary>The checkout at hand.</summary>
    public GitCheckout Checkout => new(Git, Place.Root);

    /// <summary>Opens it.</summary>
    /// <returns>The session; or why there is none.</returns>
    /// <exception cref="StoreFailure">A store cannot be written.</exception>
    public static async Task<Result<ReleaseSession>> OpenAsync(SessionSettings settings, CancellationToken cancellation)
    {
        if (!CheckoutPlace.Find(settings.WorkingDirectory).TryGet(out var place, out var failure)) return failure;
        if (settings.Variable(SecretVault.KeyVariable) is { } key) settings.Secrets.TryAdd(key);
        var guard = new Reaper();
        var surroundings = new Sdk.Surroundings(settings.Clock, Sdk.Surroundings.CreateHttp(), settings.Variables, settings.Secrets)
        {
            AllowsDashes = !settings.IsOriginal,
            KeepsSecrets = !settings.IsOriginal,
            Entrust = guard.Entrust,
            Vault = new SecretVault(settings.Variables, settings.Home),
        };
        var git = new GitProgram(settings.Processes, settings.Variables);
        if (place.Store is { } kind && !settings.WorksInStores) return NotHere(place.Root, kind);
        var inStore = place.Store is null ? null : new StoreCheckout(settings, place, surroundings);
        var read = inStore is null ? RepositorySettings.Read(place.Root, surroundings, null, cancellation) : await inStore.ReadSettingsAsync(cancellation);
        if (!read.TryGet(out var repository, out failure)) return failure;
        var session = new ReleaseSession(settings, place, repository, surroundings, git, guard);
        if ((inStore is null ? await session.OpenStoresAsync(cancellation) : await session.OpenStoresAsync(inStore, cancellation)) is not { } wrong) return session;
        await session.DisposeAsync();
        return wrong;
    }

    /// <summary>What to say where a command needs the packages of a repository.</summary>
    public static Diagnostic NotHere(string root, StoreKind kind) => new(CheckoutRules.NotInStore, $"{root} is a store of {kind.ToString().ToLowerInvariant()}, and this needs a repository with packages")
    {
        Expected = $"a folder of a repository with {RepositorySettings.FileName}; in a store: state, work cascade, work trigger, and push where it holds intent",
        Fix = "change to a checkout of the repository",
    };

    /// <summary>Reads a reference of the command line and makes it absolute. In a store it has to be that already.</summary>
    public Result<Reference> Parse(string text) => Place.Store is null ? RelativeReference.ParseArgument(text, Base) : StoreCheckout.Parse(text);

    /// <summary>The package files of the checkout, whose prints go somewhere else.</summary>
    public PackageFiles PackagesPrintingTo(Action<LogLine> print) => new(Place.Root, Surroundings, Work.State, print);

    /// <summary>Evaluates an expression that may use the names of the SDK.</summary>
    public Result<JsonValue> Evaluate(string expression, CancellationToken cancellation) =>
        WithoutFile(cancellation).TryGet(out var package, out var failure) ? package.EvaluateToJson(expression, null, cancellation) : failure;

    /// <summary>A package that says nothing, for expressions.</summary>
    public Result<PackageConfiguration> WithoutFile(CancellationToken cancellation) => Work.Packages.Read(Base, "", cancellation);

    /// <summary>The repositories that the state knows, with the commits of their latest settings.</summary>
    public IEnumerable<(string Repository, string Commit)> KnownRepositories() => RepositoryConfig.Known(Work.State.View);

    /// <summary>Writes down what no change has taken along: to be called when all is done, also where it has failed.</summary>
    /// <exception cref="StoreFailure">A store cannot be written.</exception>
    public async Task RecordAsync()
    {
        Work.State.Flush();
        Work.Intents.Flush();
        await recording;
    }

    /// <summary>Calls the triggers of repositories, as recorded.</summary>
    /// <returns>What went wrong; it ends nothing.</returns>
    public async Task<IReadOnlyList<Diagnostic>> TriggerAsync(IEnumerable<(string Repository, string Commit)> places, CancellationToken cancellation)
    {
        var problems = new List<Diagnostic>();
        foreach (var (repository, commit) in places)
        {
            if (RepositoryConfig.Find(Work.State.View, repository, commit) is not { } config) continue;
            if (!RepositorySettings.ReadRecorded(config.Source, settings.WorkingDirectory, Surroundings, null, cancellation).TryGet(out var read, out var failure)) problems.Add(failure);
            else if (await read.TriggerAsync(commit, null, cancellation) is { } problem) problems.Add(problem);
        }

        return problems;
    }

    /// <inheritdoc/>
    public async Task<Result<ICheckout>> OpenAsync(string repository, string commit, CancellationToken cancellation)
    {
        if (source is null || repository != source.Value.Name) return await CloneAsync(repository, commit, cancellation);
        var checkout = new GitCheckout(Git, source.Value.Root);
        if (!(await checkout.ResolveAsync(commit, cancellation)).TryGet(out var id, out var failure)) return failure;
        if (!(await AddWorkTreeAsync(checkout, id, cancellation)).TryGet(out var folder, out failure)) return failure;
        var prefix = (await checkout.RootAsync(cancellation)).TryGet(out var top, out _) ? Path.GetRelativePath(top, source.Value.Root) : ".";
        return new WorkTree(checkout, folder, new PackageFiles(Path.Combine(folder.Path, prefix), Surroundings, Work.State, null));
    }

    /// <inheritdoc/>
    public async Task<Diagnostic?> LookAsync(string repository, string commit, CancellationToken cancellation) =>
        source is { } here && repository == here.Name
            ? (await new GitCheckout(Git, here.Root).ResolveAsync(commit, cancellation)).Error
            : (await FindCloneAsync(repository, commit, cancellation)).Error;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Work is not null)
        {
            await Work.Leases.DisposeAsync();
            await Work.State.DisposeAsync();
            await Work.Intents.DisposeAsync();
        }

        await stores.DisposeAsync();
        foreach (var folder in cloneFolders) folder.Dispose();
        reaper.Dispose();
    }

    private async Task<Diagnostic?> OpenStoresAsync(CancellationToken cancellation)
    {
        // Each is a program that is waited for.
        var opening = new StoreOpening(settings, stores, Place.Root);
        var (origins, commits, looking) = (Checkout.RemoteAddressAsync(Origin, cancellation), CommitAsync(cancellation), opening.LookAsync(Repository, cancellation));
        await Task.WhenAll(origins, commits, looking);
        if (!(await origins).TryGet(out var origin, out var failure)) return failure;
        if (!NameOf(Repository, origin, Place.Root).TryGet(out var name, out failure)) return failure;
        if (!(await commits).TryGet(out var commit, out failure)) return failure;
        if (!(await opening.OpenAsync(Repository, isCreated: true, cancellation)).TryGet(out var opened, out failure)) return failure;
        var folder = Path.GetRelativePath(Place.Root, Path.GetFullPath(settings.WorkingDirectory));
        Base = new Reference { Repository = name, Path = folder == "." ? "" : folder };
        source = (Place.Root, name);
        Work = WorkOn(opened, Place.Root, name, commit);
        var shown = origin is null ? null : settings.Secrets.Mask(GitRemote.WithoutSecrets(origin));
        var config = new RepositoryConfig(Repository.Source, shown is null ? [] : [(Origin, shown, shown)]);
        recording = Task.WhenAll(RecordAsync(Work.State, config, name, commit, cancellation), RecordAsync(Work.Intents, config, name, commit, cancellation));
        if (settings.MayOnlyRead) recording = TryAsync(recording);
        if (!settings.RecordsLater) await recording;
        return null;

        async Task TryAsync(Task record)
        {
            try
            {
                await record;
            }
            catch (StoreFailure refused)
            {
                settings.Observer.Warned(new Diagnostic(CheckoutRules.NotRecorded, $"the settings of {name} at {commit} are not recorded, without which this command can do") { Cause = refused.Diagnostic.RootCause });
            }
        }
    }

    // Nothing is made, and nothing recorded: whoever looks into a store changes nothing in it.
    private async Task<Diagnostic?> OpenStoresAsync(StoreCheckout store, CancellationToken cancellation)
    {
        if (!(await new StoreOpening(settings, stores, store.Folder).OpenAsync(Repository, isCreated: false, cancellation)).TryGet(out var opened, out var failure)) return failure;
        Work = WorkOn(opened, Place.Root, "", Workspace.NoCommit);
        if (store.Around is not { } around || !RepositorySettings.Read(around, Surroundings, null, cancellation).TryGet(out var repository, out _)) return null;
        if ((await new GitCheckout(Git, around).RemoteAddressAsync(Origin, cancellation)).TryGet(out var origin, out _) && NameOf(repository, origin, around).TryGet(out var name, out _)) source = (around, name);
        return null;
    }

    private Workspace WorkOn((DocumentStore State, DocumentStore Intents) opened, string root, string repository, string commit)
    {
        var state = new ObservedStore(opened.State);
        return new Workspace
        {
            State = state,
            Intents = new ObservedStore(opened.Intents),
            Packages = new PackageFiles(root, Surroundings, state, null) { FindDiffering = Place.Store is null ? () => differing ??= FindDifferingAsync() : null },
            Repository = repository,
            Commit = commit,
            Time = settings.Clock,
            Owner = ClaimOwner.Current(),
            Observer = settings.Observer,
            Lease = settings.Lease,
            MaxRuns = settings.MaxRuns,
            Runs = settings.Runs,
            AllowsDash = !settings.IsOriginal,
            IsOriginal = settings.IsOriginal,
        };
    }

    // From the root of the packages. What cannot be told is not worth a failure: the release is made of the commit in any case.
    private async Task<IReadOnlyList<string>> FindDifferingAsync()
    {
        if (!(await Checkout.DifferingAsync(CancellationToken.None)).TryGet(out var found, out _) || found.Count == 0) return [];
        if (!(await Checkout.RootAsync(CancellationToken.None)).TryGet(out var top, out _)) return [];
        List<string> kept = [.. new[] { Work.State.Place, Work.Intents.Place }.Select(p => Path.GetRelativePath(Place.Root, Path.GetFullPath(p, Place.Root)) + "/")];
        return [.. found.Select(f => Path.GetRelativePath(Place.Root, Path.Combine(top, f))).Where(f => !f.StartsWith("../", StringComparison.Ordinal) && !kept.Exists(s => f.StartsWith(s, StringComparison.Ordinal)))];
    }

    private Result<string> NameOf(RepositorySettings repository, string? origin, string root)
    {
        if (repository.Alias is { } alias) return alias;
        if (settings.Variable("OCU_REPO_URL_OVERRIDE") is { } given) return given;
        return origin is not null ? RepositoryName.Of(origin, root) : new Diagnostic(CheckoutRules.NoName, $"the repository {root} has no remote '{Origin}', from which its name would come")
        {
            Fix = $"name it in {RepositorySettings.FileName}: repo_alias(\"NAME\"), or add the remote: git remote add {Origin} URL",
        };
    }

    private async Task<Result<string>> CommitAsync(CancellationToken cancellation)
    {
        if (settings.Variable("OCU_REPO_COMMIT_OVERRIDE") is { } given) return given;
        return (await Checkout.HeadAsync(cancellation)).TryGet(out var head, out var failure) ? head?.ToString() ?? Workspace.NoCommit : failure;
    }

    private async Task<Result<ICheckout>> CloneAsync(string repository, string commit, CancellationToken cancellation)
    {
        if (!(await FindCloneAsync(repository, commit, cancellation)).TryGet(out var found, out var failure)) return failure;
        return (await AddWorkTreeAsync(found.Clone, found.Commit, cancellation)).TryGet(out var folder, out failure) ? new WorkTree(null, folder, new PackageFiles(folder.Path, Surroundings, Work.State, null)) : failure;
    }

    private async Task<Result<CheckoutFolder>> AddWorkTreeAsync(GitCheckout checkout, ObjectId commit, CancellationToken cancellation)
    {
        var folder = new CheckoutFolder(Path.Combine(settings.Home, "worktrees"), reaper);
        if (await checkout.AddWorkTreeAsync(folder.Path, commit, cancellation) is not { } refused) return folder;
        folder.Dispose();
        return refused;
    }

    // One clone of a repository does for all its commits.
    private async Task<Result<(GitCheckout Clone, ObjectId Commit)>> FindCloneAsync(string repository, string commit, CancellationToken cancellation)
    {
        if (clones.TryGetValue(repository, out var clone) && (await clone.ResolveAsync(commit, cancellation)).TryGet(out var id, out _)) return (clone, id);
        if (!(await MakeCloneAsync(repository, commit, cancellation)).TryGet(out var made, out var failure)) return failure;
        clones[repository] = made.Checkout;
        cloneFolders.Add(made.Folder);
        return (made.Checkout, made.Commit);
    }

    // From where its settings say, else from where they were recorded.
    private async Task<Result<(GitCheckout Checkout, CheckoutFolder Folder, ObjectId Commit)>> MakeCloneAsync(string repository, string commit, CancellationToken cancellation)
    {
        if (RepositoryConfig.Find(Work.State.View, repository, commit) is not { } config) return new Diagnostic(CheckoutRules.NoSettings, $"the state has no settings of {repository} at {commit}");
        if (!RepositorySettings.ReadRecorded(config.Source, settings.WorkingDirectory, Surroundings, null, cancellation).TryGet(out var read, out var failure)) return failure;
        var remotes = read.Remotes.IsEmpty ? config.Remotes.Select(r => r.Url).ToArray() : [.. read.Remotes];
        var problems = new List<Diagnostic>();
        foreach (var text in remotes)
        {
            if (!GitRemote.Parse(text, Place.Root).TryGet(out var remote, out failure))
            {
                problems.Add(failure);
                continue;
            }

            var folder = new CheckoutFolder(Path.Combine(settings.Home, "clones"), reaper);
            if ((await new RemoteRepository(Git, remote).CloneAsync(folder.Path, cancellation)).TryGet(out var checkout, out failure) && (await checkout.ResolveAsync(commit, cancellation)).TryGet(out var id, out failure)) return (checkout, folder, id);
            problems.Add(failure);
            folder.Dispose();
        }

        return new Diagnostic(CheckoutRules.NoClone, $"the repository {repository} cannot be cloned at {commit}")
        {
            Cause = problems.Count > 0 ? problems[0] : null,
            Others = problems.Count > 1 ? [.. problems.Skip(1)] : [],
            Fix = "say in its repo.ocu.star where it can be cloned from: remotes([URL])",
        };
    }

    private async Task RecordAsync(ObservedStore store, RepositoryConfig config, string repository, string commit, CancellationToken cancellation)
    {
        if (settings.IsReadOnly || store.View.Exists(RepositoryConfig.Of(repository, commit).ToString())) return;
        var title = $"settings of {repository} at {commit}";
        await (settings.RecordsLater ? store.ChangeLaterAsync(title, Write, cancellation) : store.ChangeAsync(title, Write, cancellation));

        Diagnostic? Write(StoreTransaction transaction)
        {
            config.Write(transaction, repository, commit);
            return null;
        }
    }

    // Of a clone of our own nobody has to be told that it is gone: the clone goes too.
    private sealed class WorkTree(GitCheckout? checkout, CheckoutFolder folder, PackageFiles packages) : ICheckout
    {
        public PackageFiles Packages => packages;

        public async ValueTask DisposeAsync()
        {
            if (checkout is not null) await checkout.RemoveWorkTreeAsync(folder.Path, CancellationToken.None);
            folder.Dispose();
        }
    }
}
