using System.CommandLine;
using Operon.Cli.Terminal;
using Operon.Host;
using Operon.Journal;
using Operon.Runs.History;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary><c>runs …</c>: looks at past runs, and at those that go on, in whatever process.</summary>
internal static class RunsCommand
{
    private const string Text = "text";
    private const string Json = "json";

    public static Command Build(Surroundings surroundings) => new("runs", "Look at past runs")
    {
        RunsListCommand.Build(surroundings),
        RunsShowCommand.Build(surroundings),
        RunsLogsCommand.Build(surroundings),
        RunsAttachCommand.Build(surroundings),
        RunsRetryCommand.Build(surroundings),
        OpKillCommand.Build("RUN", surroundings),
        RunsRemoveCommand.Build(surroundings),
    };

    public static Argument<string> RunArgument() => new("RUN") { Description = "The id of the run or its beginning, 'last', or the path of a run folder" };

    public static (Option<bool> Json, Option<string> Output) FormatOptions()
    {
        var output = new Option<string>("--output") { Description = "How to print: text or json", HelpName = "FORMAT", DefaultValueFactory = _ => Text };
        output.AcceptOnlyFromAmong(Text, Json);
        return (new Option<bool>("--json") { Description = "The same as --output json" }, output);
    }

    public static bool WantsJson(this ParseResult parsed, (Option<bool> Json, Option<string> Output) options) =>
        parsed.GetValue(options.Json) || parsed.GetValue(options.Output) == Json;

    /// <summary>The folder of runs that the user means, and what is in it.</summary>
    public static Result<(string Folder, RunIndex Index)> Find(string? dataDir, Surroundings surroundings)
    {
        if (!DataDirectory.Choose(dataDir, surroundings.Variable, surroundings.WorkingDirectory).TryGet(out var data, out var error)) return error;
        if (data.Refusal() is { } refusal) return refusal;
        return (data.Runs, new RunIndex(data.Runs, surroundings.Clock));
    }

    /// <summary>Reads the run that a word means; tells what in it could not be read.</summary>
    public static Result<RunRecord> Read(string word, string? dataDir, Surroundings surroundings)
    {
        if (!Folder(word, dataDir, surroundings).TryGet(out var folder, out var error)) return error;
        if (!RunRecord.Read(folder, surroundings.Clock).TryGet(out var run, out error)) return error;
        DiagnosticPrinter.Print(run.Problems, surroundings);
        return run;
    }

    /// <summary>Opens the run that a word means, without reading it.</summary>
    public static Result<RunRecord> Open(string word, string? dataDir, Surroundings surroundings) =>
        Folder(word, dataDir, surroundings).TryGet(out var folder, out var error) ? RunRecord.Open(folder, surroundings.Clock) : error;

    /// <summary>Opens the journal of the run that a word means, also while it is written.</summary>
    public static Result<RunFolderReader> OpenFolder(string word, string? dataDir, Surroundings surroundings) =>
        Folder(word, dataDir, surroundings).TryGet(out var folder, out var error) ? RunFolder.Open(folder, surroundings.Clock) : error;

    public static int Refused(Diagnostic error, Surroundings surroundings)
    {
        DiagnosticPrinter.Print(error, surroundings);
        return 1;
    }

    public static StreamWriter Writer(Surroundings surroundings) => new(surroundings.Output, bufferSize: 1 << 16, leaveOpen: true) { NewLine = "\n" };

    private static Result<string> Folder(string word, string? dataDir, Surroundings surroundings)
    {
        if (word.Contains('/', StringComparison.Ordinal)) return Path.GetFullPath(word, surroundings.WorkingDirectory);
        return Find(dataDir, surroundings).TryGet(out var runs, out var error) ? runs.Index.Find(word) : error;
    }
}
