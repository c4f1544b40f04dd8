using System.CommandLine;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Host.Files;
using Operon.Runs;
using Operon.Runs.Calls;
using Operon.Runs.Events;
using Operon.Runs.History;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Spelling;

namespace Operon.Cli.Commands;

/// <summary><c>runs logs RUN</c>: what containers wrote, byte for byte.</summary>
internal static class RunsLogsCommand
{
    private const string Out = "out";
    private const string Err = "err";
    private const int MostSuggested = 1000;
    private const int MostNamed = 5;

    public static Command Build(Surroundings surroundings)
    {
        var run = RunsCommand.RunArgument();
        var calls = new Option<string[]>("--call")
        {
            Description = "Only of this call and those inside it: its path, the end of that, or the beginning of its id; may be given several times",
            HelpName = "PATH_OR_ID",
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = _ => [],
        };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what is written until the run ends; a call may begin later" };
        var stream = new Option<string?>("--stream") { Description = "Only standard output (out) or standard error (err)", HelpName = "STREAM" };
        stream.AcceptOnlyFromAmong(Out, Err);
        var tail = new Option<long?>("--tail") { Description = "Only so many lines at the end", HelpName = "N" };
        tail.Takes(number => number >= 0, "--tail is a number of lines, from 0 on");
        var command = new Command("logs", "Print what the containers of a run wrote, as they wrote it") { run, calls, stream, tail, follow };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetRequiredValue(run),
            new Asked(parsed.GetValue(calls) ?? [], parsed.GetValue(stream) switch { Out => OutputKind.Stdout, Err => OutputKind.Stderr, _ => null }, parsed.GetValue(tail)),
            parsed.GetValue(follow),
            parsed.DataDir(),
            surroundings,
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string word, Asked asked, bool follow, string? dataDir, Surroundings surroundings, CancellationToken cancellation)
    {
        if (!RunsCommand.Open(word, dataDir, surroundings).TryGet(out var run, out var error)) return RunsCommand.Refused(error, surroundings);
        using (run)
        {
            try
            {
                if (!follow) return await PrintAsync(run, asked, surroundings, cancellation);

                // Who reads no more needs no more.
                using var unread = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                using var listener = OutputReaderWatch.Begin(surroundings.Output, unread.Cancel);
                return await FollowAsync(run, asked, surroundings, unread.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return 0;
            }
            catch (Exception e) when (FileFailure.Covers(e))
            {
                return RunsCommand.Refused(FileFailure.From("copy the output of", run.Folder, e), surroundings);
            }
        }
    }

    private static async Task<int> PrintAsync(RunRecord run, Asked asked, Surroundings surroundings, CancellationToken cancellation)
    {
        HashSet<CallId>? calls = null;
        if (asked.Calls.Length > 0)
        {
            // Which call is meant, and what is inside it, only the whole run tells.
            run.ReadToEnd();
            calls = [];
            foreach (var call in asked.Calls)
            {
                if (!Find(run, call).TryGet(out var top, out var error))
                {
                    DiagnosticPrinter.Print(run.Problems, surroundings);
                    return RunsCommand.Refused(error, surroundings);
                }

                calls.UnionWith(Inside(top));
            }
        }

        using var output = new RunOutput(run, calls, asked.Stream);
        await output.CopyToAsync(surroundings.Output, asked.Tail, cancellation);
        await surroundings.Output.FlushAsync(cancellation);
        return Ended(run, output.Missing, surroundings);
    }

    private static async Task<int> FollowAsync(RunRecord run, Asked asked, Surroundings surroundings, CancellationToken cancellation)
    {
        // Calls that are there are found as without following, so that the same word means the same; the others as they begin.
        run.ReadToEnd();
        var calls = new HashSet<CallId>();
        var waiting = new List<string>();
        foreach (var call in asked.Calls)
        {
            if (Find(run, call).TryGet(out var top, out var error)) calls.UnionWith(Inside(top));
            else if (error.Rule == HistoryRules.CallNotFound && run.IsLive) waiting.Add(call);
            else return RunsCommand.Refused(error, surroundings);
        }

        using var output = new RunOutput(run, asked.Calls.Length == 0 ? null : calls, asked.Stream);
        await output.CopyToAsync(surroundings.Output, asked.Tail, cancellation);
        await output.FollowAsync(
            surroundings.Output,
            started =>
            {
                if (waiting.RemoveAll(word => IsMeant(word, started)) > 0 || (started.Parent is { } parent && calls.Contains(parent))) calls.Add(started.Call);
            },
            cancellation);
        return waiting is [var never, ..] ? RunsCommand.Refused(NoCall(run, never), surroundings) : Ended(run, output.Missing, surroundings);
    }

    private static int Ended(RunRecord run, long missing, Surroundings surroundings)
    {
        DiagnosticPrinter.Print(run.Problems, surroundings);
        if (missing == 0) return 0;
        DiagnosticPrinter.Print(
            new Diagnostic(HistoryRules.OutputMissing, $"{missing} bytes of output that run {run.Id} tells of are not there") { Expected = "all files of the run folder, as they were written" },
            surroundings);
        return 0;
    }

    private static bool IsMeant(string word, CallStarted started) =>
        started.Path == word || started.Path.EndsWith("/" + word, StringComparison.Ordinal) || (word.Length > 0 && started.Call.ToString().StartsWith(word.ToLowerInvariant(), StringComparison.Ordinal));

    private static Result<CallNode> Find(RunRecord run, string word)
    {
        var path = word == "." ? "" : word;
        var prefix = word.ToLowerInvariant();
        Func<CallNode, bool>[] ways = [c => c.Path == path, c => c.Step == word, c => word.Length > 0 && c.Id.ToString().StartsWith(prefix, StringComparison.Ordinal)];
        var candidates = ways.Select(way => run.Tree.Calls.Where(way).Take(MostNamed).ToList()).FirstOrDefault(found => found.Count > 0, []);

        return candidates switch
        {
            [var only] => only,
            [] => NoCall(run, word),
            _ => new Diagnostic(HistoryRules.Ambiguous, $"several calls of run {run.Id} are '{word}'")
            {
                Notes = [string.Join('\n', candidates.Select(c => $"{c.Id} {c.Path}"))],
                Fix = "write the path, or more of the id",
            },
        };
    }

    private static Diagnostic NoCall(RunRecord run, string word) => new(HistoryRules.CallNotFound, $"run {run.Id} has no call '{word}'")
    {
        Expected = "the path of a call, its last step, or the beginning of its id",
        Fix = Suggestion.For(word, run.Tree.Calls.Take(MostSuggested).SelectMany(c => new[] { c.Path, c.Step }).Distinct(StringComparer.Ordinal)) is { Length: > 0 } near ? $"write '{near}'" : $"operon runs show {run.Id} lists its calls",
    };

    private static HashSet<CallId> Inside(CallNode top)
    {
        var inside = new HashSet<CallId>();
        var open = new Stack<CallNode>([top]);
        while (open.TryPop(out var call))
        {
            inside.Add(call.Id);
            foreach (var child in call.Children) open.Push(child);
        }

        return inside;
    }

    /// <summary>What of the output is asked for.</summary>
    private sealed record Asked(string[] Calls, OutputKind? Stream, long? Tail);
}
