using System.CommandLine;
using System.Globalization;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Host.Files;
using Operon.Journal;
using Operon.Runs.History;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary><c>runs rm</c>: removes runs with all they recorded. One that goes on stays.</summary>
internal static class RunsRemoveCommand
{
    // A thousand years: older than any run, and no more than can be taken from a date.
    private const long OldestAge = 1000L * 365 * 86_400;

    public static Command Build(Surroundings surroundings)
    {
        var words = new Argument<string[]>("RUN") { Description = "The ids of runs or their beginnings, or 'last'", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All runs that have ended" };
        var olderThan = new Option<string?>("--older-than") { Description = "All runs that ended so long ago: a number with s, m, h, d or w", HelpName = "AGE" };
        var command = new Command("rm", "Remove runs with all they recorded") { words, all, olderThan };
        command.Validators.Add(result =>
        {
            var ways = ((result.GetValue(words) ?? []).Length > 0 ? 1 : 0) + (result.GetValue(all) ? 1 : 0) + (result.IsGiven(olderThan) ? 1 : 0);
            if (ways != 1) result.AddError(ways == 0 ? "no run is named: write RUN, --all or --older-than" : "of RUN, --all and --older-than only one can be given");
        });
        olderThan.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && Age(text) is null) result.AddError($"'{text}' is no age: write a number with s, m, h, d or w, such as 7d");
        });
        command.SetAction(parsed => Run(parsed.GetValue(words) ?? [], parsed.GetValue(olderThan), parsed.DataDir(), surroundings));
        return command;
    }

    /// <summary>An age such as <c>7d</c>; null when it is none.</summary>
    internal static TimeSpan? Age(string text)
    {
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        var unit = text[^1] switch { 's' => 1L, 'm' => 60, 'h' => 3600, 'd' => 86_400, 'w' => 7 * 86_400, _ => 0 };
        return unit == 0 ? null : TimeSpan.FromSeconds(Math.Min(number * unit, OldestAge));
    }

    private static int Run(string[] words, string? olderThan, string? dataDir, Surroundings surroundings)
    {
        if (!RunsCommand.Find(dataDir, surroundings).TryGet(out var runs, out var error)) return RunsCommand.Refused(error, surroundings);
        var problems = new DiagnosticBag();
        var folders = words.Length > 0 ? Named(words, runs.Index, problems) : Chosen(runs.Index, olderThan is null ? null : surroundings.Clock.GetUtcNow() - Age(olderThan), problems);

        // Of several words one may be mistyped: then nothing has happened yet.
        if (!problems.HasErrors)
        {
            if (RunFolderRemoval.Sweep(runs.Folder) is { } leftover) problems.Add(leftover);
            using var removed = RunsCommand.Writer(surroundings);
            foreach (var folder in folders)
            {
                if (Remove(folder, isNamed: words.Length > 0) is { } failure) problems.Add(failure);
                else removed.WriteLine(Path.GetFileName(folder));
            }
        }

        DiagnosticPrinter.Print(problems, surroundings);
        return problems.HasErrors ? 1 : 0;
    }

    private static IEnumerable<string> Named(string[] words, RunIndex index, DiagnosticBag problems)
    {
        var folders = new List<string>();
        foreach (var word in words)
        {
            if (index.Find(word).TryGet(out var folder, out var error)) folders.Add(folder);
            else problems.Add(error);
        }

        return folders.Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Chosen(RunIndex index, DateTimeOffset? before, DiagnosticBag problems)
    {
        // What lies there and is no run stays, which is nothing to warn of here.
        var found = new DiagnosticBag();
        var runs = index.List(found);
        problems.AddRange(found.Where(p => p.Severity == DiagnosticSeverity.Error));
        return runs.Where(r => before is null || (!r.IsLive && When(r) < before)).Select(r => r.Folder);
    }

    // A run that died before its first event has no time of its own.
    private static DateTimeOffset When(RunSummary run) => run.Ended ?? run.Started ?? new DateTimeOffset(Directory.GetLastWriteTimeUtc(run.Folder));

    private static Diagnostic? Remove(string folder, bool isNamed)
    {
        if (RunFolderRemoval.Remove(folder) is not { } failure) return null;
        if (failure.Rule != JournalRules.HasWriter) return failure;
        return new Diagnostic(JournalRules.HasWriter, $"run {Path.GetFileName(folder)} goes on and is not removed")
        {
            Severity = isNamed ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
            Fix = "remove it when it has ended, or end it first",
            Cause = failure.Cause,
        };
    }
}
