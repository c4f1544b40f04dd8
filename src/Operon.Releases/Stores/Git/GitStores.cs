using System.Security.Cryptography;
using System.Text;
using Operon.Git;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Stores.Git;

/// <summary>
/// Opens stores that git keeps. Those of one remote share a copy of it and their pushes, two in one branch their commits. Dispose it after the stores. Safe for concurrent use.
/// </summary>
/// <param name="git">Calls git.</param>
/// <param name="home">The folder for copies of branches and their indexes. What is in it can be removed when no command runs.</param>
/// <param name="author">Who commits.</param>
/// <param name="time">The clock.</param>
public sealed class GitStores(GitProgram git, string home, GitAuthor author, TimeProvider time) : IAsyncDisposable
{
    private const int KeyDigits = 12;

    private readonly Dictionary<(string, string), GitBranch> branches = [];
    private readonly Dictionary<string, BranchWriter> writers = [];
    private readonly Dictionary<string, BranchName> defaults = [];
    private readonly HashSet<(string, string)> looked = [];
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Who commits where nobody says otherwise.</summary>
    public static GitAuthor DefaultAuthor { get; } = new("Ocuroot", "contact@ocuroot.com");

    /// <summary>How long a change may take, with all its repetitions.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Looks at several branches of one remote with one call, where all of them have been here before. It is for speed alone: stores that are
    /// opened afterwards need not look again. What goes wrong shows when they do.
    /// </summary>
    /// <param name="places">The stores that will be opened.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>Whether all of them are here now, as the remotes have them.</returns>
    public async Task<bool> LookAsync(IReadOnlyList<GitStorePlace> places, CancellationToken cancellation)
    {
        var areHere = true;
        foreach (var of in places.GroupBy(p => p.Remote.Address))
        {
            var (remote, folder) = (of.First().Remote, FolderOf(of.First().Remote));
            var repository = new GitRepository(git, Path.Combine(folder, GitBranch.CopyName));
            var names = new SortedSet<string>(of.Select(p => p.Branch ?? ""), StringComparer.Ordinal);
            var words = new List<string>();
            var isMoved = false;
            foreach (var text in names)
            {
                if (!BranchName.Parse(text).TryGet(out var name, out _) || name.Text != text) break;
                var tracking = GitBranch.TrackingOf(Key(text));
                if (repository.PlainRef(tracking) is not { } here) break;
                words.Add($"+{name.Ref}:{tracking}");
                isMoved |= remote.TipOf(name) != here;
            }

            if (words.Count < names.Count || (isMoved && (names.Count < 2 || await repository.FetchAsync(remote, words, cancellation) is not null)))
            {
                areHere = false;
                continue;
            }

            foreach (var text in names) looked.Add((remote.Address, text));
        }

        return areHere;
    }

    /// <summary>Opens a store and looks what the remote has.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="kind">What it holds.</param>
    /// <param name="isCreated">Whether it is made where it is missing. One of an older format is brought to the current one.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The store, or <see cref="StoreRules.Missing"/>, <see cref="StoreRules.Incompatible"/>, <see cref="StoreRules.RemoteFailed"/>, <see cref="StoreRules.BadPlace"/>.</returns>
    public async Task<Result<GitStore>> OpenAsync(GitStorePlace place, StoreKind kind, bool isCreated, CancellationToken cancellation)
    {
        if (place.Folder.Length > 0 && place.Folder.Split('/').Any(p => p is "" or "." or ".." || p.StartsWith(".git", StringComparison.OrdinalIgnoreCase))) return new Diagnostic(StoreRules.BadPlace, $"'{place.Folder}' is no folder in a branch");
        try
        {
            if (!(await BranchAsync(place, cancellation)).TryGet(out var branch, out var failure)) return failure;
            var key = Key($"{branch.Place}\n{place.Folder}");
            var store = new GitStore(branch, place, kind, Path.Combine(FolderOf(place.Remote), key + ".keys"));
            await branch.AttachAsync(store, cancellation);
            if (await store.CheckAsync(isCreated, cancellation) is not { } problem) return store;
            await store.DisposeAsync();
            return problem;
        }
        catch (StoreFailure e)
        {
            return e.Diagnostic;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var branch in branches.Values) await branch.DisposeAsync();
        branches.Clear();
        turn.Dispose();
    }

    private async Task<Result<GitBranch>> BranchAsync(GitStorePlace place, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (!(await NameAsync(place, cancellation)).TryGet(out var name, out var failure)) return Failed(place, failure);
            if (branches.TryGetValue((place.Remote.Address, name.Text), out var open)) return open;
            var folder = FolderOf(place.Remote);
            if (!writers.TryGetValue(place.Remote.Address, out var writer)) writers[place.Remote.Address] = writer = new BranchWriter(place.Remote, new GitRepository(git, Path.Combine(folder, GitBranch.CopyName)), time, Patience);
            var branch = new GitBranch(git, folder, writer, place.Remote, name, Key(name.Text), author, time);
            if (await branch.OpenAsync(looked.Remove((place.Remote.Address, name.Text)), cancellation) is { } problem)
            {
                await branch.DisposeAsync();
                return Failed(place, problem);
            }

            branches.Add((place.Remote.Address, name.Text), branch);
            return branch;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<Result<BranchName>> NameAsync(GitStorePlace place, CancellationToken cancellation)
    {
        if (place.Branch is { Length: > 0 } given) return BranchName.Parse(given);
        if (defaults.TryGetValue(place.Remote.Address, out var known)) return known;
        var asked = await new RemoteRepository(git, place.Remote).DefaultBranchAsync(cancellation);
        if (asked.IsOk) defaults[place.Remote.Address] = asked.Value;
        return asked;
    }

    private static Diagnostic Failed(GitStorePlace place, Diagnostic cause) => new(StoreRules.RemoteFailed, $"the store {place.Remote} cannot be used") { Cause = cause, Fix = $"see that the address is right and that this user may read it: git ls-remote {place.Remote}" };

    // A name that people know again, and one that is the repository's alone, whatever token it is reached with.
    private string FolderOf(GitRemote remote)
    {
        var last = remote.Shown.TrimEnd('/').Split('/', ':')[^1];
        var shown = string.Concat(last.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')).TrimStart('.', '-');
        return Path.Combine(home, $"{(shown.Length > 40 ? shown[..40] : shown)}-{Key(remote.Shown)}");
    }

    private static string Key(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..KeyDigits];
}
