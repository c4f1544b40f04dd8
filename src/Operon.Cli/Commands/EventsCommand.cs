using System.CommandLine;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Host.Files;
using Operon.Journal;
using Operon.Runs;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary><c>events</c>: what all runs of the data directory have done, the oldest first, and then what they do, in the lines of <c>run</c>. It ends when it is interrupted.</summary>
internal sealed class EventsCommand
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    private readonly Surroundings surroundings;
    private readonly bool isJson;
    private readonly LineStream output;
    private readonly LineStream errors;
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    private EventsCommand(Surroundings surroundings, bool isJson)
    {
        this.surroundings = surroundings;
        this.isJson = isJson;
        output = new LineStream(surroundings.Output);
        errors = new LineStream(StandardStream.Error());
    }

    public static Command Build(Surroundings surroundings)
    {
        var command = new Command("events", "Show what all runs did and do, until it is interrupted") { VersionCommand.Option() };
        var format = new Option<string>("--output") { Description = "How to show them: text or ndjson (one JSON object a line)", HelpName = "FORMAT", DefaultValueFactory = _ => RunOutputOption.Text };
        format.AcceptOnlyFromAmong(RunOutputOption.Text, RunOutputOption.Ndjson);
        command.Options.Add(format);
        command.SetAction(async (parsed, cancellation) =>
        {
            // Who reads no more, such as `| head`, ends it, also while nothing happens.
            using var unread = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            using var listener = OutputReaderWatch.Begin(surroundings.Output, unread.Cancel);
            try
            {
                return await new EventsCommand(surroundings, parsed.GetValue(format) == RunOutputOption.Ndjson).RunAsync(parsed.DataDir(), unread.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return 0;
            }
        });
        return command;
    }

    private async Task<int> RunAsync(string? dataDir, CancellationToken cancellation)
    {
        if (!RunsCommand.Find(dataDir, surroundings).TryGet(out var runs, out var error)) return RunsCommand.Refused(error, surroundings);
        var following = new List<Task>();
        foreach (var run in runs.Index.List(new DiagnosticBag()).Reverse())
        {
            known.Add(run.Folder);
            var shown = FollowAsync(run.Folder, cancellation);

            // What has ended is told in its order; what goes on, beside the others.
            if (run.IsLive) following.Add(shown);
            else await shown;
        }

        while (true)
        {
            await Task.Delay(LookAgain, surroundings.Clock, cancellation);
            foreach (var folder in New(runs.Folder)) following.Add(FollowAsync(folder, cancellation));
            following.RemoveAll(f => f.IsCompletedSuccessfully);
        }
    }

    private List<string> New(string runs)
    {
        try
        {
            // A folder gets its first event a moment after it is made.
            return Directory.Exists(runs) ? [.. Directory.EnumerateDirectories(runs).Where(f => CallId.Parse(Path.GetFileName(f)) is not null && !known.Contains(f))] : [];
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            DiagnosticPrinter.Print(FileFailure.From("read", runs, e), surroundings);
            return [];
        }
    }

    private async Task FollowAsync(string folder, CancellationToken cancellation)
    {
        if (!RunFolder.Open(folder, surroundings.Clock).TryGet(out var reader, out _)) return;
        known.Add(folder);
        try
        {
            using (reader)
            {
                await using var ownOutput = output.Part();
                await using var ownErrors = errors.Part();
                using IRunView view = isJson ? new RunEventLines(reader, ownOutput) : new RunLines(reader, ownOutput, ownErrors);
                await RunFeed.FollowAsync(reader, view, cancellation);
            }
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            DiagnosticPrinter.Print(FileFailure.From("follow", folder, e), surroundings);
        }
    }
}
