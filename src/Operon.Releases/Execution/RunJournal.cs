using System.Runtime.Versioning;
using System.Text;
using Operon.Host;
using Operon.Journal;
using Operon.Releases.Sdk;
using Operon.Runs;
using Operon.Runs.Events;
using Operon.Runs.History;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Execution;

/// <summary>
/// Writes what a run does into a run folder while it does it, as runs of ops are written: a call for the run, a call below it for each
/// function of its chain, and the lines as the output of those (releases, section 11.2). Lines may come from any thread.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RunJournal : IAsyncDisposable
{
    private const string FunctionKind = "function";

    private readonly Lock gate = new();
    private readonly RunFolder folder;
    private readonly SecretRegistry secrets;
    private readonly CallId root;
    private readonly ClaimedRun run;
    private readonly RunTally tally = new();
    private OutputWriter? output;
    private CallStarted? function;

    private RunJournal(RunFolder folder, CallId root, ClaimedRun run, SecretRegistry secrets)
    {
        this.folder = folder;
        this.root = root;
        this.run = run;
        this.secrets = secrets;
    }

    private string Name => run.Reference.ToString();

    /// <summary>Begins a run folder.</summary>
    /// <param name="runs">The folder of run folders.</param>
    /// <param name="run">The run.</param>
    /// <param name="secrets">What is hidden.</param>
    /// <param name="clock">The clock.</param>
    /// <returns>What writes it; or why it cannot be written, upon which the run goes on all the same: the store tells how it ended.</returns>
    public static Result<RunJournal> Begin(string runs, ClaimedRun run, SecretRegistry secrets, TimeProvider clock)
    {
        var id = CallId.Create();
        if (!DataDirectory.Create(runs).TryGet(out _, out var failure)) return failure;
        if (!RunFolder.Create(Path.Combine(runs, id.ToString()), id.ToString(), clock).TryGet(out var folder, out failure)) return failure;
        var journal = new RunJournal(folder, id, run, secrets);
        var type = run.Reference.Type!;
        journal.Append(new CallStarted(id, null, "", type, run.Reference.Subpath[..run.Reference.Subpath.LastIndexOf('/')], journal.Name)
        {
            Details = new JsonObject(("release", run.Document.Release.ToString()), ("inputs", Typed(run.Values))).ToUtf8(),
        });
        return journal;
    }

    /// <summary>A function is called.</summary>
    /// <param name="identity">Which.</param>
    /// <param name="inputs">With what.</param>
    public void Call(FunctionIdentity identity, JsonObject inputs)
    {
        lock (gate)
        {
            function = new CallStarted(CallId.Create(), root, identity.Name, FunctionKind, identity.Name, Name)
            {
                Details = new JsonObject(("position", identity.Position), ("inputs", Typed(inputs))).ToUtf8(),
            };
            output = folder.Output(function.Call.ToString());
            Append(function);
        }
    }

    /// <summary>The function printed a line.</summary>
    public void Write(LogLine line)
    {
        var bytes = Encoding.UTF8.GetBytes(line.Message + "\n");
        lock (gate)
        {
            // What a process of an earlier function still says is not of this run any more.
            if (output is null || function is null || !output.Write(OutputStream.Stdout, bytes).TryGet(out var range, out _)) return;
            Append(new OutputWritten(function.Call, OutputKind.Stdout, range.Offset, bytes.Length));
        }
    }

    /// <summary>The function has ended.</summary>
    public void Return(CallOutcome outcome, Diagnostic? failure = null)
    {
        lock (gate)
        {
            if (function is null) return;
            output?.Dispose();
            Append(new CallEnded(function.Call, root, function.Path, FunctionKind, Name, outcome) { Error = failure is null ? null : RecordedError.From(failure) });
            (function, output) = (null, null);
        }
    }

    /// <summary>The run has ended, or waits.</summary>
    public void End(RunOutcome outcome)
    {
        var how = outcome.End switch { RunEnd.Complete or RunEnd.Paused => CallOutcome.Succeeded, RunEnd.Failed => CallOutcome.Failed, _ => CallOutcome.Killed };
        Return(how, outcome.Failure);
        lock (gate)
        {
            // What is secret is stored in the store, by the name of its output alone is it known here.
            var shown = outcome.Done is not { Outputs: { } outputs } done ? null : Typed(new JsonObject(outputs.Properties.Where(p => !done.SecretOutputs.Contains(p.Key))));
            Append(new CallEnded(root, null, "", run.Reference.Type!, Name, how)
            {
                Error = outcome.Failure is null ? null : RecordedError.From(outcome.Failure),
                Outputs = shown is null ? default : shown.ToUtf8(),
            });
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        output?.Dispose();
        if (await folder.CloseAsync() is null) tally.Leave(folder);
    }

    private void Append(RunEvent happened)
    {
        var masked = secrets.Masks.Mask(happened);
        if (folder.Append(RunEventJson.Write(masked)).IsOk) tally.Add(masked, folder);
    }

    // As values of ops are recorded: {name: {type: value}}.
    private static JsonObject Typed(JsonObject values) => new(values.Properties.Where(p => p.Value is not JsonNull).Select(p => new KeyValuePair<string, JsonValue>(p.Key, new JsonObject((TypeOf(p.Value), p.Value)))));

    private static string TypeOf(JsonValue value) => value switch
    {
        JsonText => "string",
        JsonNumber => "number",
        JsonBoolean => "boolean",
        JsonArray => "array",
        _ => "object",
    };
}
