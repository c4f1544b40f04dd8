using System.Collections.Immutable;
using Operon.Host.Files;
using Operon.Journal;
using Operon.Runs.Events;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Runs.History;

/// <summary>
/// The runs in a folder of runs. Nothing is kept but a summary in each run's own folder, which the run leaves when it ends and which is made
/// anew where it is missing; so runs may be copied in, removed and written by others at any time.
/// </summary>
/// <param name="runs">The folder; need not be there.</param>
/// <param name="clock">For readers of journals.</param>
public sealed class RunIndex(string runs, TimeProvider clock)
{
    /// <summary>Names the run that began last.</summary>
    public const string Last = "last";

    private const int MostNamed = 5;
    private const int ShortId = 8;

    /// <summary>All runs, the newest first; those that cannot be read stand in it with their problem.</summary>
    /// <param name="problems">Gets what else lies in the folder.</param>
    public ImmutableArray<RunSummary> List(DiagnosticBag problems)
    {
        var found = Folders(problems).AsParallel().Select(Summarize).OfType<RunSummary>().ToList();
        return [.. found.OrderByDescending(r => r.Started ?? r.Ended ?? DateTimeOffset.MinValue).ThenBy(r => r.Id, StringComparer.Ordinal)];
    }

    /// <summary>
    /// Runs for somebody who will not wait: the newest, by what their folders tell, without reading a journal beyond its first event. Of a run that
    /// left no summary it is not known how it ended, and its state is <see cref="RunState.Unreadable"/>. Nothing is written.
    /// </summary>
    /// <param name="beginning">What the id begins with.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="isEnough">Asked before each; true ends it with those found so far.</param>
    /// <returns>Each with as much of its id as no other run has, at least eight digits.</returns>
    public ImmutableArray<NamedRun> Newest(string beginning, int most, Func<bool> isEnough)
    {
        var folders = Folders(new DiagnosticBag());
        folders.Sort(StringComparer.Ordinal);
        var named = new List<NamedRun>();
        for (var i = 0; i < folders.Count; i++)
        {
            // Sorted, those most alike are beside each other.
            var id = Path.GetFileName(folders[i]);
            if (!id.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)) continue;
            var alike = Math.Max(i == 0 ? 0 : Alike(id, folders[i - 1]), i + 1 == folders.Count ? 0 : Alike(id, folders[i + 1]));
            named.Add(new NamedRun(id[..Math.Max(Math.Max(ShortId, beginning.Length), alike + 1)], new RunSummary(id, folders[i], RunState.Unreadable) { Ended = new DateTimeOffset(Directory.GetLastWriteTimeUtc(folders[i])) }));
        }

        named.Sort((a, b) => b.Run.Ended!.Value.CompareTo(a.Run.Ended!.Value));
        var found = ImmutableArray.CreateBuilder<NamedRun>();
        foreach (var run in named.Take(most).TakeWhile(_ => !isEnough()))
        {
            if (Glance(run.Run.Folder) is { } known) found.Add(run with { Run = known });
        }

        return found.ToImmutable();

        static int Alike(string id, string other) => id.AsSpan().CommonPrefixLength(Path.GetFileName(other.AsSpan()));
    }

    /// <summary>The folder of a run.</summary>
    /// <param name="word">The beginning of its id that no other run has, or <see cref="Last"/>.</param>
    /// <returns>The folder, or <see cref="HistoryRules.RunNotFound"/>, <see cref="HistoryRules.Ambiguous"/>.</returns>
    public Result<string> Find(string word)
    {
        var ignored = new DiagnosticBag();
        if (word == Last)
        {
            return List(ignored).FirstOrDefault(r => r.Problem is null) is { } newest ? newest.Folder : new Diagnostic(HistoryRules.RunNotFound, $"there is no last run: {runs} holds none");
        }

        var prefix = word.ToLowerInvariant();
        var candidates = word.Length == 0 ? [] : Folders(ignored).Where(f => Path.GetFileName(f).StartsWith(prefix, StringComparison.Ordinal)).Take(MostNamed + 1).ToList();
        return candidates switch
        {
            [var only] => only,
            [] => new Diagnostic(HistoryRules.RunNotFound, $"no run has an id that begins with '{word}'")
            {
                Expected = "the id of a run, its beginning, or 'last'",
                Fix = "operon runs ls lists the runs there are",
            },
            _ => new Diagnostic(HistoryRules.Ambiguous, $"the ids of several runs begin with '{word}'")
            {
                Notes = [string.Join('\n', candidates.Take(MostNamed).Select(Path.GetFileName).Append(candidates.Count > MostNamed ? "…" : null).OfType<string>())],
                Fix = "write more of the id",
            },
        };
    }

    /// <summary>One run in a few words; null when its folder has gone meanwhile.</summary>
    /// <param name="folder">The folder of the run.</param>
    public RunSummary? Summarize(string folder)
    {
        var stamp = JournalStamp.Of(folder);
        if (stamp is { HasWriter: false } known && SummaryFile.Read(folder, known) is { } summary) return summary;
        if (stamp is { HasWriter: true } && Begun(folder) is { } live) return live;
        if (RunRecord.Read(folder, clock).TryGet(out var run, out var error))
        {
            using (run)
            {
                // A run is found by the name of its folder, so that is what lists call it.
                var made = run.Summary with { Id = Path.GetFileName(folder) };
                if (stamp is { HasWriter: false } unchanged && !run.IsLive) SummaryFile.Write(made, unchanged);
                return made;
            }
        }

        if (!Directory.Exists(folder)) return null;
        return new RunSummary(Path.GetFileName(folder), folder, RunState.Unreadable) { Problem = error, Ended = new DateTimeOffset(Directory.GetLastWriteTimeUtc(folder)) };
    }

    private RunSummary? Glance(string folder)
    {
        var stamp = JournalStamp.Of(folder);
        if (stamp is { HasWriter: false } known && SummaryFile.Read(folder, known) is { } summary) return summary;
        var begun = Begun(folder);
        return stamp is { HasWriter: true } || begun is null ? begun : begun with { State = RunState.Unreadable, IsLive = false };
    }

    // Of a run that goes on the first event is enough.
    private RunSummary? Begun(string folder)
    {
        if (!RunFolder.Open(folder, clock).TryGet(out var reader, out _)) return null;
        try
        {
            using (reader)
            {
                var summary = new RunSummary(Path.GetFileName(folder), folder, RunState.Running) { IsLive = true };
                foreach (var entry in reader.Read())
                {
                    if (!RunEventJson.Read(entry.Payload).TryGet(out var happened, out _) || happened is not CallStarted { Parent: null } root) return null;
                    return summary with { Op = root.Op, Started = entry.Timestamp };
                }

                return summary;
            }
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return null;
        }
    }

    private List<string> Folders(DiagnosticBag problems)
    {
        var folders = new List<string>();
        var foreign = new List<string>();

        // Nothing has been run yet.
        if (!Directory.Exists(runs)) return folders;
        try
        {
            foreach (var entry in new DirectoryInfo(runs).EnumerateFileSystemInfos())
            {
                if (entry is DirectoryInfo && CallId.Parse(entry.Name) is not null && entry.LinkTarget is null) folders.Add(entry.FullName);
                else if (!entry.Name.StartsWith(RunFolderRemoval.Prefix, StringComparison.Ordinal)) foreign.Add(entry.Name);
            }
        }
        catch (DirectoryNotFoundException)
        {
            // It has just been removed.
            return folders;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            problems.Add(FileFailure.From("read", runs, e));
        }

        if (foreign.Count > 0)
        {
            var named = string.Join(", ", foreign.Order(StringComparer.Ordinal).Take(MostNamed).Select(name => $"'{name}'"));
            problems.Add(new Diagnostic(HistoryRules.Foreign, $"{runs} holds what is no run: {named}{(foreign.Count > MostNamed ? $" and {foreign.Count - MostNamed} more" : "")}")
            {
                Expected = "folders that are named by the id of their run",
                Fix = "move it elsewhere; a run that was copied can be read from any place by its path",
            });
        }

        return folders;
    }
}
