using System.Security.Cryptography;
using Operon.Git;
using Operon.Git.Objects;
using Operon.Host.Files;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Stores.Git;

/// <summary>
/// Writes to the branches of one remote. What is to be changed at the same time is committed together and goes with one push, which goes through
/// only if each branch is where it was read, else everything is done again on what is there then (releases, section 3.7).
/// </summary>
internal sealed class BranchWriter
{
    // A server that cannot write several branches at once is asked again when it may be a newer one.
    private static readonly TimeSpan UntilAskedAgain = TimeSpan.FromDays(1);

    private readonly GitRemote remote;
    private readonly GitRepository repository;
    private readonly TimeProvider time;
    private readonly ObjectWriter objects;
    private readonly string note;
    private bool? canWriteTogether;

    /// <summary>Writes to the branches of a remote.</summary>
    /// <param name="remote">The remote.</param>
    /// <param name="repository">The copy.</param>
    /// <param name="time">The clock.</param>
    /// <param name="patience">How long writing may take.</param>
    public BranchWriter(GitRemote remote, GitRepository repository, TimeProvider time, TimeSpan patience)
    {
        (this.remote, this.repository, this.time) = (remote, repository, time);
        objects = new ObjectWriter(repository.Folder);
        note = repository.Folder + ".apart";
        Updates = new UpdateQueue(WriteAsync, repository.Folder, time, patience);
    }

    /// <summary>What is to be written.</summary>
    public UpdateQueue Updates { get; }

    /// <summary>Whether several branches can be written at once, as far as is known: some servers cannot.</summary>
    public bool CanWriteTogether => canWriteTogether ??= time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(note) > UntilAskedAgain;

    private async Task WriteAsync(List<PendingUpdate> batch, CancellationToken cancellation)
    {
        // All take them in the same order.
        List<GitBranch> branches = [.. batch.SelectMany(u => u.Branches).Distinct().OrderBy(b => b.Place, StringComparer.Ordinal)];
        var held = new List<IDisposable>();
        try
        {
            foreach (var branch in branches) held.Add(await branch.HoldAsync(cancellation));
            if (branches.Count == 1) await CommitAsync(branches, batch, cancellation);
            else await CommitTogetherAsync(branches, batch, cancellation);
        }
        finally
        {
            held.ForEach(h => h.Dispose());
        }
    }

    private async Task CommitTogetherAsync(IReadOnlyList<GitBranch> branches, List<PendingUpdate> batch, CancellationToken cancellation)
    {
        List<PendingUpdate> ofSeveral = [.. batch.Where(u => u.Branches.Count() > 1)];
        try
        {
            if (CanWriteTogether && await CommitAsync(branches, batch, cancellation)) return;
            if (CanWriteTogether) NoteApart();
            ofSeveral.ForEach(u => u.Decline());
        }
        catch (StoreFailure failure) when (failure.Diagnostic.Rule == StoreRules.Missing || failure.Diagnostic.Cause?.Rule == GitRules.PushRefused)
        {
            // Somebody wants one of the branches left alone; what is for another one is written all the same.
            ofSeveral.ForEach(u => u.Fail(failure));
        }

        foreach (var of in batch.Except(ofSeveral).GroupBy(u => u.Branches.First()))
        {
            try
            {
                await CommitAsync([of.Key], [.. of], cancellation);
            }
            catch (StoreFailure failure)
            {
                foreach (var update in of) update.Fail(failure);
            }
        }
    }

    // False: the remote cannot write several branches at once.
    private async Task<bool> CommitAsync(IReadOnlyList<GitBranch> branches, List<PendingUpdate> batch, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            var made = new GitBatch(batch);
            List<PreparedCommit> commits = [.. branches.Select(b => made.Of(b) is { } change ? b.Prepare(change, objects) : null).OfType<PreparedCommit>()];
            if (commits.Count > 0)
            {
                objects.Write();
                switch (await PushAsync(commits, cancellation))
                {
                    case PushOutcome.Apart:
                        return false;
                    case PushOutcome.Moved:
                        // Uneven waits, so that those who met once do not meet again.
                        await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(5, 40 << Math.Min(attempt, 5))), time, cancellation);
                        foreach (var branch in branches) await branch.LookAsync(cancellation);
                        continue;
                }
            }

            batch.ForEach(u => u.Succeed());
            return true;
        }
    }

    private void NoteApart()
    {
        canWriteTogether = false;
        try
        {
            File.WriteAllText(note, "");
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            // The next command asks again.
        }
    }

    private async Task<PushOutcome> PushAsync(List<PreparedCommit> commits, CancellationToken cancellation)
    {
        var pushed = await repository.PushAsync(remote, [.. commits.Select(c => c.Move)], cancellation);
        if (pushed.TryGet(out var outcome, out var failure) && outcome != PushOutcome.Unknown)
        {
            if (outcome == PushOutcome.Done) commits.ForEach(c => c.Branch.Take(c));
            return outcome;
        }

        // The connection may have broken when all was done. Whether it was, the remote knows: all is there, or nothing.
        if (failure is not null && failure.Rule != GitRules.Unreachable) throw Failure(commits, failure);
        try
        {
            foreach (var commit in commits) await commit.Branch.LookAsync(cancellation);
        }
        catch (StoreFailure) when (failure is not null)
        {
            throw Failure(commits, failure);
        }

        if (await commits[0].Branch.HasAsync(commits[0].Move.Commit, cancellation)) return PushOutcome.Done;
        return failure is null ? PushOutcome.Moved : throw Failure(commits, failure);
    }

    private static StoreFailure Failure(List<PreparedCommit> commits, Diagnostic cause) =>
        new(new Diagnostic(StoreRules.RemoteFailed, $"the store {string.Join(" and ", commits.Select(c => c.Branch.Place))} cannot be used") { Cause = cause });
}
