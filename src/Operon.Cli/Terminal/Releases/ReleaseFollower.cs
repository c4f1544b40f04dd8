using System.Runtime.Versioning;
using Operon.Cli.Commands.Releases;
using Operon.Releases.Checkouts;
using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal.Releases;

/// <summary>
/// Prints what runs of a release print: of those that go on on this machine each line as it is printed, of the others when they wait or end.
/// Each line once, each change of a status after the lines before it.
/// </summary>
/// <param name="session">Where the release is.</param>
/// <param name="surroundings">Where to print.</param>
[UnsupportedOSPlatform("windows")]
internal sealed class ReleaseFollower(ReleaseSession session, Surroundings surroundings) : IAsyncDisposable
{
    private readonly Dictionary<Reference, Followed> all = [];
    private readonly CancellationTokenSource end = new();
    private readonly Lock gate = new();

    /// <summary>Looks at the runs once.</summary>
    /// <returns>Whether one of them is running.</returns>
    public async Task<bool> LookAsync(IReadOnlyList<RunOverview> runs, CancellationToken stop)
    {
        foreach (var run in runs)
        {
            if (!all.TryGetValue(run.Reference, out var followed)) followed = all[run.Reference] = new Followed(ReleaseNames.Task(run.Reference.ToString()));
            await LookAsync(run, followed, stop);
        }

        return runs.Any(r => r.Status == RunStatus.Running);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        foreach (var followed in all.Values)
        {
            if (followed.Reading is { } reading) await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            followed.Lines?.Dispose();
        }

        end.Dispose();
    }

    private async Task LookAsync(RunOverview run, Followed followed, CancellationToken stop)
    {
        var isRunning = run.Status == RunStatus.Running;
        if (isRunning && followed.Reading is { IsCompleted: false }) return;

        // What the store says is later than what the folder says, so the folder comes to its end.
        if (followed.Reading is { } reading) await reading.WaitAsync(stop);
        var stored = ReleaseLog.Of(session, run.Reference);
        foreach (var line in stored.Skip(followed.Told)) Tell(followed, line);
        if (followed.Status != run.Status)
        {
            var obstacles = run.Obstacles.Select(o => $"; waits for {ReleaseNames.Describe(o, Standpoint.Of(session))}");
            Write(followed, $"{run.Status}{string.Concat(obstacles)}");
            followed.Status = run.Status;
        }

        if (isRunning) Follow(run.Reference, followed, stored.Count);
    }

    private void Follow(Reference run, Followed followed, int stored)
    {
        if (TaskLines.Find(session.Work.Runs, run, surroundings.Clock) is not { } lines) return;
        if (lines.Folder == followed.Lines?.Folder)
        {
            lines.Dispose();
            return;
        }

        followed.Lines?.Dispose();
        followed.Lines = lines;

        // A process that was killed has left no lines in the store; who takes its run over begins anew.
        followed.Told = stored;
        followed.Reading = ReadAsync(followed, stored);
    }

    private async Task ReadAsync(Followed followed, int stored)
    {
        if (!await followed.Lines!.FollowAsync(line => Tell(followed, line), end.Token)) followed.Told = stored;
    }

    private void Tell(Followed followed, string line)
    {
        Write(followed, VisibleText.Of(session.Surroundings.Secrets.Mask(line), int.MaxValue));
        followed.Told++;
    }

    private void Write(Followed followed, string line)
    {
        lock (gate)
        {
            ReleaseContext.Write(surroundings, $"[{followed.Name}] {line}");
            surroundings.Output.Flush();
        }
    }

    private sealed class Followed(string name)
    {
        public string Name { get; } = name;

        public string Status { get; set; } = "";

        public int Told { get; set; }

        public TaskLines? Lines { get; set; }

        public Task? Reading { get; set; }
    }
}
