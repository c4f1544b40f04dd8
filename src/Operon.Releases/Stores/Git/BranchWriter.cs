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

    // How often a write of several branches starts again because of others before what is for one alone goes first.
    private const int MostMeetings = 3;

    private readonly GitRemote remote;
    private readonly GitRepository repository;
    private readonly TimeProvider time;
    private readonly ObjectWriter objects;
    private readonly string note;
    private bool? canWriteTogether;

    // What was pushed last is on the remote, or nobody knows: it is not tried again.
    private bool mayBeThere;

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
        var held = new Dictionary<GitBranch, IDisposable>();
        try
        {
            foreach (var branch in branches)
            {
                try
                {
                    held[branch] = await branch.HoldAsync(cancellation);
                }
                catch (StoreFailure failure) when (branches.Count > 1)
                {
                    batch.FindAll(u => u.Branches.Contains(branch)).ForEach(u => u.Fail(failure));
                }
            }

            branches.RemoveAll(b => !held.ContainsKey(b));
            batch.RemoveAll(u => !u.Branches.All(held.ContainsKey));
            if (branches.Count == 1) await CommitAsync(branches, batch, cancellation);
            else if (branches.Count > 1) await CommitTogetherAsync(branches, batch, cancellation);
        }
        finally
        {
            foreach (var one in held.Values) one.Dispose();
        }
    }

    private async Task CommitTogetherAsync(IReadOnlyList<GitBranch> branches, List<PendingUpdate> batch, CancellationToken cancellation)
    {
        StoreFailure? refused = null;
        var isBusy = false;
        try
        {
            if (CanWriteTogether)
            {
                switch (await CommitAsync(branches, batch, cancellation))
                {
                    case PushOutcome.Done:
                        return;
                    case PushOutcome.Apart:
                        NoteApart();
                        break;
                    default:
                        isBusy = true;
                        break;
                }
            }
        }
        catch (StoreFailure failure) when (!mayBeThere)
        {
            // Somebody wants one of the branches left alone, or it cannot be read.
            refused = failure;
        }

        // What is for one branch alone does not wait for another.
        List<PendingUpdate> ofSeveral = batch.FindAll(u => u.Branches.Count() > 1);
        foreach (var of in batch.Except(ofSeveral).GroupBy(u => u.Branches.First()).ToList())
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

        foreach (var update in ofSeveral.Where(_ => !isBusy))
        {
            if (refused is not null && update.ChangesSeveral) update.Fail(refused);
            else update.Decline();
        }

        if (isBusy && ofSeveral.Count > 0 && await CommitAsync(branches, ofSeveral, cancellation, isPatient: true) == PushOutcome.Apart) ofSeveral.ForEach(u => u.Decline());
    }

    // Apart: the remote cannot write several branches at once. Moved: others write to them all the time, and some of what waits need not wait for that.
    private async Task<PushOutcome> CommitAsync(IReadOnlyList<GitBranch> branches, List<PendingUpdate> batch, CancellationToken cancellation, bool isPatient = false)
    {
        mayBeThere = false;
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
                        return PushOutcome.Apart;
                    case PushOutcome.Moved:
                        // Uneven waits, so that those who met once do not meet again.
                        await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(5, 40 << Math.Min(attempt, 5))), time, cancellation);
                        foreach (var branch in branches) await branch.LookAsync(cancellation);
                        if (branches.Count > 1 && !isPatient && attempt == MostMeetings) return PushOutcome.Moved;
                        continue;
                }
            }

            batch.ForEach(u => u.Succeed());
            return PushOutcome.Done;
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
            mayBeThere = outcome == PushOutcome.Done;
            if (mayBeThere) commits.ForEach(c => c.Branch.Take(c));
            return outcome;
        }

        // The connection may have broken when all was done. Whether it was, the remote knows.
        if (failure is not null && failure.Rule != GitRules.Unreachable) throw new StoreFailure(Failed(commits, failure));
        mayBeThere = true;
        var there = 0;
        try
        {
            foreach (var commit in commits)
            {
                await commit.Branch.LookAsync(cancellation);
                if (await commit.Branch.HasAsync(commit.Move.Commit, cancellation)) there++;
            }
        }
        catch (StoreFailure e)
        {
            throw new StoreFailure(failure is null ? e.Diagnostic : Failed(commits, failure));
        }

        if (there == commits.Count) return PushOutcome.Done;
        mayBeThere = there > 0 || failure is not null;
        if (!mayBeThere) return PushOutcome.Moved;
        throw new StoreFailure(Failed(commits, failure ?? new Diagnostic(GitRules.Unreachable, $"{remote} has taken a part of what was to be written at once")));
    }

    private static Diagnostic Failed(List<PreparedCommit> commits, Diagnostic cause) =>
        new(StoreRules.RemoteFailed, $"the store {string.Join(" and ", commits.Select(c => c.Branch.Place))} cannot be used") { Cause = cause };
}
