using Operon.Git.Objects;
using Operon.Host.Files;
using Operon.Host.Processes;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Git;

/// <summary>A repository on this machine.</summary>
/// <param name="git">Calls git.</param>
/// <param name="folder">The repository, where it is bare, else its work tree or a folder in it.</param>
public sealed class GitRepository(GitProgram git, string folder)
{
    // Configuration of the user may name remotes too; none has this name.
    private const string RemoteName = "operon-store";

    // A push takes the copy for a whole one: where git knows that history is missing, it walks over all files of all branches of the remote to
    // find what need not be sent. What is sent always follows a commit that the remote has.
    private static readonly string[] PushAsWhole = ["--shallow-file", "", "push"];

    // Ended by SIGINT.
    private const int Interrupted = 128 + 2;

    /// <summary>Where it is.</summary>
    public string Folder => folder;

    /// <summary>Where a ref leads that has a file of its own.</summary>
    /// <param name="name">Its whole name, checked.</param>
    /// <returns>The object; null: there is none, or git has to be asked.</returns>
    public ObjectId? PlainRef(string name) => PlainFiles.Ref(folder, name);

    /// <summary>Makes a bare repository where there is none.</summary>
    /// <returns>Null, or <see cref="GitRules.Failed"/>, <see cref="Operon.Host.HostRules.FileFailed"/>.</returns>
    public async Task<Diagnostic?> InitBareAsync(CancellationToken cancellation)
    {
        if (File.Exists(Path.Combine(folder, "HEAD"))) return null;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("create", folder, e);
        }

        return (await git.ExpectAsync($"make a repository in {folder}", folder, ["init", "--quiet", "--bare", "--template=", "--object-format=sha1", "--initial-branch=main", "."], cancellation)).Error;
    }

    /// <summary>Gets a branch of a remote.</summary>
    /// <param name="remote">Where from.</param>
    /// <param name="branch">Which branch.</param>
    /// <param name="into">The ref that leads to it here; whatever it led to before.</param>
    /// <param name="isShallow">Whether its history is left out, where the remote can do that.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>Whether the remote has the branch, or <see cref="GitRules.Unreachable"/>.</returns>
    public async Task<Result<bool>> FetchAsync(GitRemote remote, BranchName branch, string into, bool isShallow, CancellationToken cancellation)
    {
        string[] words = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", .. isShallow ? ["--depth=1"] : (string[])[], "--end-of-options", RemoteName, $"+{branch.Ref}:{into}"];
        if (!(await AskAsync(words, remote, cancellation)).TryGet(out var ran, out var failure)) return failure;
        if (ran.ExitCode == 0) return true;
        if (ran.Error.Span.IndexOf("fatal: couldn't find remote ref"u8) >= 0) return false;

        // The plainest servers hold nothing but files.
        if (isShallow && ran.Error.Span.IndexOf("dumb http"u8) >= 0) return await FetchAsync(remote, branch, into, isShallow: false, cancellation);
        return GitProgram.Failure(GitRules.Unreachable, $"read branch {branch} of {remote}", ran);
    }

    /// <summary>Gets several refs of a remote with one call.</summary>
    /// <param name="remote">Where from.</param>
    /// <param name="refs">Each with where it leads here: <c>+FROM:TO</c>.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>Null, or <see cref="GitRules.Unreachable"/>, also where one is missing; then others may be here.</returns>
    public async Task<Diagnostic?> FetchAsync(GitRemote remote, IReadOnlyList<string> refs, CancellationToken cancellation)
    {
        string[] words = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--end-of-options", RemoteName, .. refs];
        if (!(await AskAsync(words, remote, cancellation)).TryGet(out var ran, out var failure)) return failure;
        return ran.ExitCode == 0 ? null : GitProgram.Failure(GitRules.Unreachable, $"read {remote}", ran);
    }

    /// <summary>Gets the history that a first fetch left out.</summary>
    /// <returns>Null, or <see cref="GitRules.Unreachable"/>.</returns>
    public async Task<Diagnostic?> FetchHistoryAsync(GitRemote remote, BranchName branch, string into, CancellationToken cancellation)
    {
        if (!File.Exists(Path.Combine(folder, "shallow"))) return null;
        string[] words = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--unshallow", "--end-of-options", RemoteName, $"+{branch.Ref}:{into}"];
        if (!(await git.RunAsync(folder, words, cancellation, ("remote." + RemoteName + ".url", remote.Address))).TryGet(out var ran, out var failure)) return failure;
        return ran.ExitCode == 0 ? null : GitProgram.Failure(GitRules.Unreachable, $"read the history of branch {branch} of {remote}", ran);
    }

    /// <summary>Moves branches of a remote, all of them or none, if each is where it is expected to be.</summary>
    /// <param name="remote">Where.</param>
    /// <param name="moves">The branches, at least one.</param>
    /// <param name="cancellation">Stops; nobody knows then whether they have moved.</param>
    /// <returns>How it went, or <see cref="GitRules.PushRefused"/>, <see cref="GitRules.Unreachable"/>. After the latter nobody knows whether they have moved.</returns>
    public async Task<Result<PushOutcome>> PushAsync(GitRemote remote, IReadOnlyList<BranchMove> moves, CancellationToken cancellation)
    {
        var isOne = moves.Count == 1;
        string[] words =
        [
            .. PushAsWhole, "--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", .. isOne ? (string[])[] : ["--atomic"],
            .. moves.Select(m => $"--force-with-lease={m.Branch.Ref}:{m.Expected}"), "--end-of-options", RemoteName, .. moves.Select(m => $"{m.Commit}:{m.Branch.Ref}"),
        ];
        (string, string)[] settings = [("remote." + RemoteName + ".url", remote.Address), .. moves.Select(m => ("remote." + RemoteName + ".fetch", $"+{m.Branch.Ref}:{m.Tracking}"))];
        var pushed = await git.RunAsync(folder, words, cancellation, settings);
        if (!pushed.TryGet(out var ran, out var failure)) return failure;
        if (ran.ExitCode == 0) return PushOutcome.Done;
        if (ran.ExitCode == Interrupted) return PushOutcome.Unknown;
        var what = isOne ? $"branch {moves[0].Branch} of {remote}" : $"the branches {string.Join(" and ", moves.Select(m => m.Branch))} of {remote}";
        var told = ran.Error.ToString();
        if (!isOne && told.Contains("not support", StringComparison.Ordinal) && told.Contains("atomic", StringComparison.Ordinal)) return PushOutcome.Apart;
        List<string> lines = [.. ran.Output.ToString().Split('\n').Where(l => l.StartsWith("!\t", StringComparison.Ordinal))];
        if (lines.Count == 0) return GitProgram.Failure(GitRules.Unreachable, $"write to {what}", ran);
        string[] ofOthers = ["stale info", "fetch first", "non-fast-forward", "already exists", "failed to update ref", "cannot lock ref", "failed to lock", "incorrect old value", "reference already exists"];

        // One that would have gone through fails because of another; one that is refused is so however others fare.
        var line = lines.Find(l => !IsOfOthers(l) && !l.Contains("atomic", StringComparison.Ordinal));
        if ((line is null || isOne) && (lines.Exists(IsOfOthers) || IsOfOthers(told))) return PushOutcome.Moved;
        line ??= lines[0];
        return GitProgram.Failure(GitRules.PushRefused, $"write to {what}", ran) with { Message = $"{what} {(isOne ? "is" : "are")} not written: {GitRemote.WithoutSecrets(line.Split('\t')[^1])}" };

        bool IsOfOthers(string text) => ofOthers.Any(o => text.Contains(o, StringComparison.Ordinal));
    }

    /// <summary>Moves a ref of a remote that nobody else writes, or removes it.</summary>
    /// <param name="remote">Where.</param>
    /// <param name="name">Its whole name.</param>
    /// <param name="commit">Where it goes; null: it goes away, if it is there.</param>
    /// <param name="cancellation">Stops; nobody knows then whether it has moved.</param>
    /// <returns>Null, or <see cref="GitRules.Unreachable"/>.</returns>
    public async Task<Diagnostic?> PushRefAsync(GitRemote remote, string name, ObjectId? commit, CancellationToken cancellation)
    {
        string[] words = [.. PushAsWhole, "--quiet", "--no-verify", "--no-follow-tags", "--no-signed", "--force", "--end-of-options", RemoteName, $"{commit}:{name}"];
        if (!(await AskAsync(words, remote, cancellation)).TryGet(out var ran, out var failure)) return failure;
        return ran.ExitCode == 0 ? null : GitProgram.Failure(GitRules.Unreachable, $"write {name} of {remote}", ran);
    }

    /// <summary>Gets all refs of a remote below a name, under the same names; those that are gone there go here too.</summary>
    /// <param name="remote">Where from.</param>
    /// <param name="below">The beginning of their names, without a slash at its end.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>Null, or <see cref="GitRules.Unreachable"/>.</returns>
    public async Task<Diagnostic?> FetchRefsAsync(GitRemote remote, string below, CancellationToken cancellation)
    {
        string[] words = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--prune", "--end-of-options", RemoteName, $"+{below}/*:{below}/*"];
        if (!(await AskAsync(words, remote, cancellation)).TryGet(out var ran, out var failure)) return failure;
        return ran.ExitCode == 0 ? null : GitProgram.Failure(GitRules.Unreachable, $"read {below} of {remote}", ran);
    }

    /// <summary>The refs of this repository below a name.</summary>
    /// <param name="below">The beginning of their names, without a slash at its end.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>Whole names with objects, or <see cref="GitRules.Failed"/>.</returns>
    public async Task<Result<IReadOnlyDictionary<string, ObjectId>>> RefsAsync(string below, CancellationToken cancellation)
    {
        if (!(await git.ExpectAsync($"list {below}", folder, ["for-each-ref", "--format=%(objectname) %(refname)", "--end-of-options", below], cancellation)).TryGet(out var listed, out var failure)) return failure;
        return listed.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')).ToDictionary(p => p[1], p => ObjectId.Parse(p[0]) ?? default, StringComparer.Ordinal);
    }

    /// <summary>Removes refs of a remote. One that has moved meanwhile, or is gone, is left as it is.</summary>
    /// <param name="remote">Where.</param>
    /// <param name="refs">Their whole names, and where they must be.</param>
    /// <param name="cancellation">Stops; nobody knows then which are gone.</param>
    /// <returns>Null, or <see cref="GitRules.Unreachable"/>.</returns>
    public async Task<Diagnostic?> RemoveRefsAsync(GitRemote remote, IReadOnlyCollection<KeyValuePair<string, ObjectId>> refs, CancellationToken cancellation)
    {
        string[] words = [.. PushAsWhole, "--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", .. refs.Select(r => $"--force-with-lease={r.Key}:{r.Value}"), "--end-of-options", RemoteName, .. refs.Select(r => $":{r.Key}")];
        if (!(await AskAsync(words, remote, cancellation)).TryGet(out var ran, out var failure)) return failure;
        var hasAnswered = ran.ExitCode == 0 || ran.Output.ToString().Contains("!\t", StringComparison.Ordinal);
        return hasAnswered ? null : GitProgram.Failure(GitRules.Unreachable, $"remove refs of {remote}", ran);
    }

    /// <summary>Whether one commit is in the history of another.</summary>
    /// <returns>Whether it is, or <see cref="GitRules.Failed"/>.</returns>
    public async Task<Result<bool>> IsAncestorAsync(ObjectId commit, ObjectId of, CancellationToken cancellation)
    {
        if (!(await git.RunAsync(folder, ["merge-base", "--is-ancestor", commit.ToString(), of.ToString()], cancellation)).TryGet(out var ran, out var failure)) return failure;
        return ran.ExitCode is 0 or 1 ? ran.ExitCode == 0 : GitProgram.Failure(GitRules.Failed, $"compare {commit} and {of}", ran);
    }

    /// <summary>Walks over all files of a tree, in git's order.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="visit">Takes a path and the content's name; the path is gone afterwards.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>Null, or <see cref="GitRules.Failed"/>.</returns>
    public Task<Diagnostic?> ListAsync(ObjectId tree, FileVisitor visit, CancellationToken cancellation)
    {
        // MODE blob NAME\tPATH
        const int Digits = 2 * ObjectId.Size;
        return ReadRecordsAsync($"list {tree}", ["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", tree.ToString()], record =>
        {
            var tab = record.IndexOf((byte)'\t');
            if (tab > Digits && ObjectId.Parse(record[(tab - Digits)..tab]) is { } id) visit(record[(tab + 1)..], id);
        }, cancellation);
    }

    /// <summary>The files in which two trees differ, in git's order.</summary>
    /// <returns>Those, or <see cref="GitRules.Failed"/>, such as where one of them is not there.</returns>
    public async Task<Result<IReadOnlyList<TreeDifference>>> CompareAsync(ObjectId before, ObjectId after, CancellationToken cancellation)
    {
        if (before == after) return (TreeDifference[])[];
        const int Digits = 2 * ObjectId.Size;
        var found = new List<TreeDifference>();
        ObjectId? pending = null;
        var isPath = false;

        // :MODE MODE OLD NEW STATUS, then the path.
        var failure = await ReadRecordsAsync($"compare {before} and {after}", ["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-ext-diff", "--end-of-options", before.ToString(), after.ToString()], record =>
        {
            if (isPath) found.Add(new TreeDifference(System.Text.Encoding.UTF8.GetString(record), pending));
            else pending = record[^1] == (byte)'D' ? null : ObjectId.Parse(record.Slice(record.Length - 2 - Digits, Digits));
            isPath = !isPath;
        }, cancellation);
        return failure is null ? found : failure;
    }

    /// <summary>The commits that changed a file, the newest first.</summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="path">The file, as it stands.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>Those, or <see cref="GitRules.Failed"/>.</returns>
    public async Task<Result<IReadOnlyList<FileChange>>> ChangesOfAsync(ObjectId from, string path, CancellationToken cancellation)
    {
        const char Start = '\u0001';
        const char Part = '\u0002';
        var listed = await git.ExpectAsync(
            $"read the history of {path}",
            folder,
            ["log", "--no-show-signature", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "-m", "--first-parent", $"--format={Start}%H{Part}%an <%ae>{Part}%ct{Part}%s{Part}", "--end-of-options", from.ToString(), "--", ":(literal,top)" + path],
            cancellation);
        if (!listed.TryGet(out var output, out var failure)) return failure;
        return (FileChange[])[.. output.ToString().Split(Start, StringSplitOptions.RemoveEmptyEntries).Select(c => FileChange.Read(c.Split(Part))).OfType<FileChange>()];
    }

    /// <summary>Brings objects together into fewer files when there are many: the loose ones, and small packs. Nothing is removed that somebody may need.</summary>
    /// <returns>Null, or <see cref="GitRules.Failed"/>.</returns>
    public async Task<Diagnostic?> PackAsync(CancellationToken cancellation)
    {
        // git guesses by one of the 256 folders too, and takes as many for many.
        const int ManyLoose = 27;
        const int ManyPacks = 50;
        var objects = Path.Combine(folder, "objects");
        try
        {
            if (HasMany(Path.Combine(objects, "pack"), "*.pack", ManyPacks)) return (await git.ExpectAsync("pack objects", folder, ["repack", "-d", "-q", "--geometric=2"], cancellation)).Error;
            if (!HasMany(Path.Combine(objects, "17"), "*", ManyLoose)) return null;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("read", objects, e);
        }

        // What is alike is looked for when packs are brought together: that takes git most of the time. It leaves the files where they were.
        return (await git.ExpectAsync("pack objects", folder, ["-c", "pack.window=0", "maintenance", "run", "--quiet", "--task=loose-objects"], cancellation)).Error
            ?? (await git.ExpectAsync("remove what is packed", folder, ["prune-packed", "--quiet"], cancellation)).Error;

        static bool HasMany(string of, string pattern, int many) => Directory.Exists(of) && Directory.EnumerateFiles(of, pattern).Take(many).Count() == many;
    }

    // A Ctrl-C in a terminal reaches git as well as us, who still have to tell how things ended. To ask twice does no harm.
    private async Task<Result<HelperResult>> AskAsync(IReadOnlyList<string> words, GitRemote remote, CancellationToken cancellation)
    {
        while (true)
        {
            var asked = await git.RunAsync(folder, words, cancellation, ("remote." + RemoteName + ".url", remote.Address));
            if (!asked.IsOk || asked.Value.ExitCode != Interrupted) return asked;
        }
    }

    private async Task<Diagnostic?> ReadRecordsAsync(string purpose, string[] words, RecordVisitor visit, CancellationToken cancellation)
    {
        try
        {
            using var process = git.Start(folder, words);
            await process.Input.DisposeAsync();

            // By a thread that waits: git writes little at a time, and to be told of each part costs more than to read it.
            var reading = Task.Factory.StartNew(() => ReadRecords(process.Output, visit), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await using (cancellation.Register(process.Stop)) await reading;
            cancellation.ThrowIfCancellationRequested();
            return await process.EndAsync(purpose, cancellation);
        }
        catch (Exception e) when (GitStream.Covers(e))
        {
            return GitStream.From(purpose, e);
        }
    }

    private static void ReadRecords(Stream output, RecordVisitor visit)
    {
        var buffer = new byte[256 << 10];
        var kept = 0;
        for (var read = output.Read(buffer); read > 0; read = output.Read(buffer, kept, buffer.Length - kept))
        {
            var used = Visit(buffer.AsSpan(0, kept + read), visit);
            kept += read - used;
            buffer.AsSpan(used, kept).CopyTo(buffer);
            if (kept == buffer.Length) Array.Resize(ref buffer, 2 * buffer.Length);
        }
    }

    private static int Visit(ReadOnlySpan<byte> records, RecordVisitor visit)
    {
        var used = 0;
        for (var end = records.IndexOf((byte)0); end >= 0; end = records[used..].IndexOf((byte)0))
        {
            if (end > 0) visit(records.Slice(used, end));
            used += end + 1;
        }

        return used;
    }

    private delegate void RecordVisitor(ReadOnlySpan<byte> record);
}
