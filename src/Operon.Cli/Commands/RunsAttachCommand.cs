using System.CommandLine;
using System.Runtime.InteropServices;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Host.Files;
using Operon.Journal;
using Operon.Runs.Events;
using Operon.Runs.History;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary><c>runs attach RUN</c>: shows a run that goes on in another process as that process does, and ends as it ends.</summary>
internal static class RunsAttachCommand
{
    private const string Start = "start";
    private const string Now = "now";
    private const int SignalExit = 128;

    public static Command Build(Surroundings surroundings)
    {
        var run = RunsCommand.RunArgument();
        var from = new Option<string>("--from") { Description = "Show all of it (start), or only what is yet to come (now)", HelpName = "WHEN", DefaultValueFactory = _ => Start };
        from.AcceptOnlyFromAmong(Start, Now);
        var output = RunOutputOption.Create();
        var noProgress = new Option<bool>("--no-progress") { Description = "Show lines only" }.WithVariable("RUN_NO_PROGRESS", surroundings);
        var command = new Command("attach", "Show a run of another process as it goes on, and end with its exit code; Ctrl-C leaves it alone") { run, from, output, noProgress };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (!RunsCommand.OpenFolder(parsed.GetRequiredValue(run), parsed.DataDir(), surroundings).TryGet(out var reader, out var error)) return RunsCommand.Refused(error, surroundings);
            using (reader)
            {
                var number = parsed.GetValue(from) == Now ? reader.Scan().Select(e => e.Number).LastOrDefault() + 1 : 1;
                using var display = new RunDisplay(surroundings, parsed.GetValue(output), isPicture: !parsed.GetValue(noProgress), isColourRefused: parsed.GetValue<bool>("--no-color")) { From = number };
                var conclusion = await ShowAsync(reader, display, surroundings.Output, cancellation);
                display.Conclude(conclusion);
                return conclusion.ExitCode;
            }
        });
        return command;
    }

    private static async Task<RunConclusion> ShowAsync(RunFolderReader reader, RunDisplay display, Stream output, CancellationToken cancellation)
    {
        display.Take(reader);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var signal = 0;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, c => Leave(c, 2));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => Leave(c, 15));
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, c => Leave(c, 1));
        using var listener = OutputReaderWatch.Begin(output, leave.Cancel);
        try
        {
            var root = await display.FollowAsync(leave.Token);
            if (root is null) return Died(reader, display);
            if (root.Error is not null) await display.Before.Error.WriteAsync(RunText.Of(root.Error));
            if (display.More(reader.RunId) is { } more) await display.Before.Error.WriteLineAsync($"all of it: {more}");
            return RunConclusion.Of(reader.RunId, root.Outcome, root.Error);
        }
        catch (OperationCanceledException)
        {
            // Who has gone does not need to be told.
            if (signal != 0) await display.Before.Error.WriteLineAsync($"run {reader.RunId[..8]} goes on; operon runs kill {reader.RunId[..8]} ends it");
            return new RunConclusion(reader.RunId, "left", signal == 0 ? 0 : SignalExit + signal);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            var failure = FileFailure.From("follow", reader.RunId, e);
            DiagnosticPrinter.Print(failure, display.Before);
            return new RunConclusion(reader.RunId, "left", 1) { Errors = [RecordedError.From(failure)] };
        }

        void Leave(PosixSignalContext context, int number)
        {
            context.Cancel = true;
            Interlocked.CompareExchange(ref signal, number, 0);
            leave.Cancel();
        }
    }

    private static RunConclusion Died(RunFolderReader reader, RunDisplay display)
    {
        var died = new Diagnostic(HistoryRules.Died, $"the process of run {reader.RunId[..8]} ended before the run did")
        {
            Fix = $"operon runs show {reader.RunId[..8]} tells how far it came; operon runs retry {reader.RunId[..8]} runs it again",
        };
        DiagnosticPrinter.Print(died, display.Before);
        return new RunConclusion(reader.RunId, "died", 1) { Errors = [RecordedError.From(died)] };
    }
}
