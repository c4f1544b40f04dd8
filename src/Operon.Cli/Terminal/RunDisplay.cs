using System.Buffers;
using System.Text;
using Operon.Cli.Terminal.Jobs;
using Operon.Cli.Terminal.Live;
using Operon.Journal;
using Operon.Runs.Events;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal;

/// <summary>How a command shows a run, whichever process it goes on in: as a picture, in lines, as JSON, or in the log of a job.</summary>
internal sealed class RunDisplay : IDisposable
{
    private const int StandardOutput = 1;

    private readonly Surroundings own;
    private readonly RunFormat format;
    private readonly LiveTerminal? live;
    private readonly PendingErrors pending = new();
    private readonly JobLog? log;
    private readonly IJobWords? words;
    private readonly bool hasColour;
    private RunFolderReader? reader;
    private LiveRun? picture;
    private string op = "-";
    private DateTimeOffset? began;
    private DateTimeOffset? ended;

    /// <summary>Chooses the display.</summary>
    /// <param name="surroundings">The process.</param>
    /// <param name="output">What <c>--output</c> says.</param>
    /// <param name="isPicture">Whether the user wants a picture where there can be one.</param>
    /// <param name="isColourRefused">Whether the user wants no colours.</param>
    public RunDisplay(Surroundings surroundings, string? output, bool isPicture, bool isColourRefused)
    {
        own = surroundings;
        format = RunOutputOption.Choose(output, surroundings);
        live = format == RunFormat.Text ? LiveTerminal.Choose(surroundings, isPicture, isColourRefused) : null;
        Before = Meanwhile = surroundings;

        // What is said while a picture is drawn is shown above it.
        if (live is not null) Meanwhile = surroundings with { Error = pending, Style = DiagnosticStyle.Of(StandardOutput, surroundings.Variable, isColourRefused) };
        if (format is not (RunFormat.GitHub or RunFormat.GitLab)) return;

        // Both show colours, and neither is a terminal.
        hasColour = !isColourRefused && string.IsNullOrEmpty(surroundings.Variable("NO_COLOR"));
        words = format == RunFormat.GitHub ? new GitHubWords(surroundings.WorkingDirectory, surroundings.Variable("GITHUB_WORKSPACE")) : new GitLabWords();
        log = new JobLog(surroundings.Output, words);
        Before = Meanwhile = surroundings with
        {
            Error = new StreamWriter(log, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true, NewLine = "\n" },
            Style = DiagnosticStyle.Plain with { HasColour = hasColour },
            Notice = diagnostic => log.Say(words.Notice(diagnostic)),
        };
    }

    /// <summary>Where to say what is to be said before the run is shown, and after.</summary>
    public Surroundings Before { get; }

    /// <summary>Where to say what is to be said while it is shown.</summary>
    public Surroundings Meanwhile { get; }

    /// <summary>Told of images that are being fetched.</summary>
    public PullProgress Pulls { get; } = new();

    /// <summary>Whether inputs may be asked for: standard output takes what is not for programs.</summary>
    public bool MayAsk => format == RunFormat.Text;

    /// <summary>The number of the first event that is shown; the picture has those before it in it, too.</summary>
    public long From { get; init; } = 1;

    /// <summary>The command that tells more of a run that failed; null for others, and where there is no picture.</summary>
    /// <param name="run">The run's id.</param>
    public string? More(string run) => picture?.Failed?.Command(run);

    /// <summary>Takes the run to be shown; whoever opened it closes it.</summary>
    public void Take(RunFolderReader folder) => reader = folder;

    /// <summary>Shows all that happens until the run has ended, or has no writer any more.</summary>
    /// <returns>The last event of the root, or null when the run ended without one.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; what was shown stays.</exception>
    public async Task<CallEnded?> FollowAsync(CancellationToken cancellation)
    {
        var run = reader ?? throw new InvalidOperationException("there is no run to be shown");
        if (live is not null)
        {
            picture = new LiveRun(run, live, pending, Pulls, own.Clock) { From = From };
            return await picture.FollowAsync(cancellation);
        }

        await using var output = new LineStream(own.Output).Part();
        await using var errors = new LineStream(StandardStream.Error()).Part();
        using var view = View(run, output, errors);
        return await RunFeed.FollowAsync(run, view, cancellation);
    }

    /// <summary>Says how it ended to those who have a place for that.</summary>
    public void Conclude(RunConclusion conclusion)
    {
        if (format == RunFormat.Ndjson) RunEventLines.Conclude(conclusion, own.Output);
        if (format == RunFormat.GitHub) StepSummary.Append(conclusion, op, RunTimes.Text(began, ended ?? own.Clock.GetUtcNow()), Before);
        log?.End();
    }

    public void Dispose()
    {
        picture?.Dispose();
        pending.Dispose();
        log?.Dispose();
    }

    private IRunView View(RunFolderReader run, Stream output, Stream errors)
    {
        switch (format)
        {
            case RunFormat.Ndjson:
                return new RunViews(new RunEventLines(run, output) { From = From }, new RunLines(run, errors, errors) { From = From });
            case RunFormat.GitHub or RunFormat.GitLab:
                var text = new ArrayBufferWriter<byte>();
                var lines = new RunLines(run, log!, log!)
                {
                    From = From,
                    Clean = line =>
                    {
                        text.ResetWrittenCount();
                        TerminalBytes.Append(line, hasColour, text);
                        return text.WrittenSpan;
                    },
                };
                return new RunViews(new JobGroups(lines, log!, words!), new Watch(this));
            default:
                return new RunLines(run, output, errors) { From = From };
        }
    }

    /// <summary>Learns what the last word is about.</summary>
    private sealed class Watch(RunDisplay display) : IRunView
    {
        public void Take(RunEvent happened, JournalEntry entry)
        {
            if (happened is CallStarted { Parent: null } started) (display.op, display.began) = (started.Op, entry.Timestamp);
            if (happened is CallEnded { Parent: null }) display.ended = entry.Timestamp;
        }

        public void TakeUnreadable(JournalEntry entry, Diagnostic why)
        {
            // It tells nothing of the whole.
        }

        public void Flush()
        {
            // Nothing is held.
        }

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
