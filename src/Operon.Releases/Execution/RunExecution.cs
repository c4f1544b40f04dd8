using System.Collections.Immutable;
using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Execution;

/// <summary>Takes one run from where it waits to where it waits again, or to its end (releases, section 1.4).</summary>
/// <param name="work">What it is done with.</param>
/// <param name="package">The package of its release.</param>
/// <param name="run">The run.</param>
public sealed class RunExecution(Workspace work, PackageConfiguration package, Reference run)
{
    private readonly List<LogLine> lines = [];
    private readonly Lock gate = new();

    /// <summary>Runs it.</summary>
    /// <returns>Its status afterwards; null: it was not there to be run, because somebody else has it or something is missing again.</returns>
    /// <exception cref="StoreFailure">A store cannot be read or written.</exception>
    public async Task<string?> RunAsync(CancellationToken cancellation)
    {
        if (await ClaimAsync(cancellation) is not { } claimed) return null;
        var document = claimed.Document;
        var values = claimed.Values;
        if (document.Functions.Length == 1 && run.Type == DocumentTypes.Deploy && !await IntendAsync(document, cancellation)) return null;

        // What was claimed is told to its end, whatever asks for an end meanwhile.
        var chain = package.Begin();
        while (true)
        {
            var (result, failure) = await CallAsync(chain, document, values, cancellation);
            if (result is not FunctionResult.Next next) return await EndAsync(document, result as FunctionResult.Done, failure);
            document = document with { Functions = document.Functions.Add(new RunFunction(next.Function, next.Inputs)) };
            if (await GoOnAsync(document) is not { } inputs) return RunStatus.Paused;
            document = document.WithLast(document.Functions[^1] with { Inputs = inputs.Descriptors });
            values = inputs.Values;
        }
    }

    private async Task<(RunDocument Document, JsonObject Values)?> ClaimAsync(CancellationToken cancellation)
    {
        var before = RunStatus.Pending;
        var claimed = await work.State.UpdateAsync<(RunDocument, JsonObject)?>($"start {run}", state =>
        {
            before = RunStatus.Read(state, run);
            var isTakenOver = before == RunStatus.Running && Claim.Find(state, run) is { } claim && claim.IsOver(work.Now);
            if (before is not (RunStatus.Pending or RunStatus.Paused) && !isTakenOver) return default((RunDocument, JsonObject)?);
            if (ReadyRun.Find(state, run) is not { IsReady: true } ready) return default((RunDocument, JsonObject)?);
            var document = ready.Document.WithLast(ready.Document.Functions[^1] with { Inputs = ready.Inputs.Descriptors });
            state.Set(run, document.ToJson());
            RunStatus.Write(state, run, RunStatus.Running, new Claim(work.Owner, work.Now + work.Lease).ToJson(work.Now));
            return (document, ready.Inputs.Values);
        }, cancellation);
        if (!claimed.TryGet(out var found, out var failure)) throw new StoreFailure(failure);
        if (found is null) return null;
        work.Observer.StatusChanged(run, before, RunStatus.Running);
        if (before == RunStatus.Running) Log(new LogLine(work.Now, "the process that ran this has ended: it starts again here", "", "", 0, 0));
        return found;
    }

    // What is intended follows what is done. Somebody may have asked for a hold since the run was found: then it waits again, and who
    // asked has seen that it does not run, or will, since he looks after he has written.
    private async Task<bool> IntendAsync(RunDocument document, CancellationToken cancellation)
    {
        var place = TaskDocument.CurrentOf(RunDocument.TaskOf(run));
        var intended = await work.Intents.UpdateAsync<bool>($"intend {run}", intents =>
        {
            if (Hold.Against(work.State.View, intents, run, document) is not null) return false;
            if (document.IsDown) intents.Delete(place);
            else intents.Set(place, new DeploymentIntent(document.Release, document.Entry.Inputs) { Hold = DeploymentIntent.Find(intents, place)?.Hold }.ToJson());
            return true;
        }, cancellation);
        if (!intended.TryGet(out var isFree, out var failure)) throw new StoreFailure(failure);
        if (isFree) return true;
        await WriteAsync<bool>($"hold {run}", state =>
        {
            RunStatus.Write(state, run, RunStatus.Pending, Timestamp.Marker(work.Now));
            return true;
        });
        work.Observer.StatusChanged(run, RunStatus.Running, RunStatus.Pending);
        return false;
    }

    // Null: it waits.
    private async Task<ResolvedInputs?> GoOnAsync(RunDocument document)
    {
        var goesOn = await WriteAsync<ResolvedInputs?>($"next in {run}", state =>
        {
            var inputs = ResolvedInputs.Of(state, document.Functions[^1].Inputs);
            var isReady = inputs.Missing.IsEmpty;
            state.Set(run, (isReady ? document.WithLast(document.Functions[^1] with { Inputs = inputs.Descriptors }) : document).ToJson());
            if (isReady) return inputs;
            WriteLogs(state);
            RunStatus.Write(state, run, RunStatus.Paused, Timestamp.Marker(work.Now));
            return default(ResolvedInputs);
        });
        if (goesOn is null) work.Observer.StatusChanged(run, RunStatus.Running, RunStatus.Paused);
        return goesOn;
    }

    // A run that is told to end has failed: it can be retried.
    private async Task<(FunctionResult? Result, Diagnostic? Failure)> CallAsync(PackageRun chain, RunDocument document, JsonObject values, CancellationToken cancellation)
    {
        try
        {
            var called = await chain.CallAsync(document.Functions[^1].Function, values, document.IsDown, Log, cancellation);
            return called.TryGet(out var result, out var failure) ? (result, null) : (null, failure);
        }
        catch (OperationCanceledException)
        {
            return (null, new Diagnostic(ExecutionRules.Stopped, $"the run {run} was stopped") { Fix = "run it again: operon release retry" });
        }
    }

    private async Task<string> EndAsync(RunDocument document, FunctionResult.Done? done, Diagnostic? failure)
    {
        var status = done is null ? RunStatus.Failed : RunStatus.Complete;
        var ended = done is null ? document : document with { Output = (JsonValue?)done.Outputs ?? JsonNull.Instance, WatchFiles = done.WatchFiles is { } files ? new JsonArray([.. files.Select(f => (JsonValue)f)]) : JsonNull.Instance };
        await WriteAsync<bool>($"{status} {run}", state =>
        {
            WriteLogs(state);
            state.Set(run, ended.ToJson());
            RunStatus.Write(state, run, status, Timestamp.Marker(work.Now));
            if (done is not null) WriteResult(state, ended, done.Tags);
            return true;
        });
        work.Observer.StatusChanged(run, RunStatus.Running, status);
        if (failure is not null) work.Observer.Failed(run, failure);
        return status;
    }

    private void WriteResult(StoreTransaction state, RunDocument ended, ImmutableArray<string> tags)
    {
        foreach (var tag in tags) state.Link(ended.Release with { Release = tag }, ended.Release);
        var task = RunDocument.TaskOf(run);
        var current = TaskDocument.CurrentOf(task);
        var type = ended.IsIntended ? RunTypes.Intended : ended.Type;
        state.Set(task, new TaskDocument(run, type, ended.Release, ended.Entry.Inputs, ended.Output).ToJson());
        if (!ended.IsDown)
        {
            state.Link(current, task);
        }
        else if (state.Load(current.ToString()) is { IsLink: true })
        {
            state.Delete(current);
        }
    }

    // Somebody who took it for dead may have taken it over.
    private async Task<T> WriteAsync<T>(string title, Func<StoreTransaction, Result<T>> change)
    {
        var written = await work.State.UpdateAsync(title, state => Claim.Find(state, run)?.Owner == work.Owner ? change(state) : Lost(), CancellationToken.None);
        return written.TryGet(out var value, out var failure) ? value : throw new StoreFailure(failure);
    }

    private Diagnostic Lost() => new(ExecutionRules.RunLost, $"another process took over the run {run}") { Fix = "let runs hold their claim for longer: OPERON_LEASE=30m" };

    private void WriteLogs(StoreTransaction state)
    {
        var place = run.Below("logs");
        ImmutableArray<JsonValue> added;
        lock (gate) added = [.. lines.Select(l => l.ToJson())];
        var before = state.Find(place)?.Body is JsonArray { Items: var items } ? items : [];
        state.Set(place, before.IsEmpty && added.IsEmpty ? JsonNull.Instance : new JsonArray([.. before, .. added]));
    }

    private void Log(LogLine line)
    {
        lock (gate) lines.Add(line);
        work.Observer.Printed(run, line);
    }
}
