using System.Collections.Immutable;
using System.Runtime.Versioning;
using Operon.Git;
using Operon.Releases.Sdk;
using Operon.Releases.Stores;
using Operon.Releases.Stores.Folders;
using Operon.Releases.Stores.Git;
using Operon.Text;

namespace Operon.Releases.Checkouts;

/// <summary>Opens the stores that a repository names (releases, section 2.6).</summary>
/// <param name="settings">What the command takes from outside.</param>
/// <param name="git">Opens stores in git.</param>
/// <param name="root">What folders of stores are relative to.</param>
[UnsupportedOSPlatform("windows")]
internal sealed class StoreOpening(SessionSettings settings, GitStores git, string root)
{
    private bool areHere;

    /// <summary>Looks at both with one call, where they are branches of one remote.</summary>
    public async Task LookAsync(RepositorySettings repository, CancellationToken cancellation)
    {
        var places = new List<GitStorePlace>();
        foreach (var store in new[] { repository.State, repository.Intent })
        {
            if (store is GitStoreSettings inGit && PlaceOf(inGit).TryGet(out var place, out _)) places.Add(place);
        }

        areHere = await git.LookAsync(places, cancellation) && places.Select(p => (p.Remote.Address, p.Branch)).Distinct().Count() == 2;
    }

    /// <summary>Opens both.</summary>
    /// <param name="repository">The settings that name them.</param>
    /// <param name="isCreated">Whether stores are made where they are missing.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<Result<(DocumentStore State, DocumentStore Intents)>> OpenAsync(RepositorySettings repository, bool isCreated, CancellationToken cancellation)
    {
        var (stateAt, intentAt) = repository.Intent is { } intent ? (repository.State, intent) : (Within(repository.State, "state"), Within(repository.State, "intent"));

        // Where nothing has to be made, one does not wait for the other.
        var opening = areHere ? Task.Run(() => OpenAsync(intentAt, StoreKind.Intent, isCreated, cancellation), CancellationToken.None) : null;
        var hasState = (await OpenAsync(stateAt, StoreKind.State, isCreated, cancellation)).TryGet(out var state, out var failure);
        if (!hasState && opening is null) return failure!;
        var hasIntents = (await (opening ?? OpenAsync(intentAt, StoreKind.Intent, isCreated, cancellation))).TryGet(out var intents, out var other);
        if (hasState && hasIntents) return (state!, intents!);
        if (hasState) await state!.DisposeAsync();
        if (hasIntents) await intents!.DisposeAsync();
        return failure ?? other!;
    }

    private async Task<Result<DocumentStore>> OpenAsync(StoreSettings store, StoreKind kind, bool isCreated, CancellationToken cancellation)
    {
        if (!settings.IsReadOnly) return await OpenToWriteAsync(store, kind, isCreated, cancellation);
        var opened = await OpenToWriteAsync(store, kind, isCreated: false, cancellation);
        if (opened.TryGet(out var there, out var failure)) return new ReadOnlyStore(there, kind);
        return failure.Rule == StoreRules.Missing ? new ReadOnlyStore(null, kind) : failure;
    }

    private async Task<Result<DocumentStore>> OpenToWriteAsync(StoreSettings store, StoreKind kind, bool isCreated, CancellationToken cancellation)
    {
        switch (store)
        {
            case FolderStoreSettings folder:
                var opened = await FolderStore.OpenAsync(Path.Combine(root, folder.Path), kind, settings.Clock, isCreated, Path.Combine(settings.Home, "stores"));
                return opened.TryGet(out var made, out var failure) ? made : failure;
            case GitStoreSettings inGit:
                return await OpenAsync(inGit, kind, isCreated, cancellation);
            default:
                throw new InvalidOperationException(store.ToString());
        }
    }

    private async Task<Result<DocumentStore>> OpenAsync(GitStoreSettings store, StoreKind kind, bool isCreated, CancellationToken cancellation)
    {
        if (!PlaceOf(store).TryGet(out var place, out var failure)) return failure;
        if (!(await git.OpenAsync(place, kind, isCreated, cancellation)).TryGet(out var opened, out failure)) return failure;
        if (isCreated && !store.SupportFiles.IsEmpty) await opened.WriteSupportFilesAsync(store.SupportFiles, cancellation);
        return opened;
    }

    private Result<GitStorePlace> PlaceOf(GitStoreSettings store)
    {
        if (!GitRemote.Parse(store.Remote, root).TryGet(out var remote, out var failure)) return failure;
        return new GitStorePlace(remote)
        {
            Branch = store.Branch,
            Folder = store.PathPrefix.Trim('/'),
            CreatesBranch = store.CreatesBranch,
            SupportFiles = store.SupportFiles.ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }

    // Of one store for both, each has a part.
    private static StoreSettings Within(StoreSettings store, string part) => store switch
    {
        FolderStoreSettings folder => folder with { Path = Path.Combine(folder.Path, part) },
        GitStoreSettings git => git with { PathPrefix = git.PathPrefix.Length == 0 ? part : $"{git.PathPrefix}/{part}" },
        _ => store,
    };
}
