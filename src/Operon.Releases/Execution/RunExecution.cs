using System.Runtime.Versioning;
using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Releases.Stores;
using Operon.Runs.Events;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Execution;

/// <summary>Takes one run that was claimed to where it waits again, or to its end (releases, section 1.4). How it ended is told by whoever has it run.</summary>
/// <param name="work">What it is done with.</param>
/// <param name="package">The package of its release.</param>
/// <param name="claimed">The run.</param>
[UnsupportedOSPlatform("windows")]
internal sealed class RunExecution(Workspace work, PackageConfiguration package, ClaimedRun claimed)
{
    private readonly Reference run = claimed.Reference;
    private readonly Lock gate = new();
    private readonly List<LogLine> lines = [];
    private RunJournal? journal;

    /// <summary>Runs it.</summary>
    /// <param name="lost">Ends it because it is somebody else's.</param>
    /// <param name="cancellation">Ends it because the command is to end.</param>
    /// <exception cref="StoreFailure">A store cannot be read or written.</exception>
    public async Task<RunOutcome> RunAsync(CancellationToken lost, CancellationToken cancellation)
    {
        if (work.Runs is { } runs)
        {
            // The store tells how it ended, also where nobody can tell it here.
            if (!RunJournal.Begin(runs, claimed, package.Surroundings.Secrets, work.Time).TryGet(out journal, out var unwritten)) work.Observer.Warned(unwritten with { Severity = DiagnosticSeverity.Warning });
        }

        await using (journal)
        {
            var outcome = await RunChainAsync(lost, cancellation);
            journal?.End(outcome);
            return outcome;
        }
    }

    private async Task<RunOutcome> RunChainAsync(CancellationToken lost, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lost, cancellation);
        var document = claimed.Document;
        var values = claimed.Values;
        try
        {
            var chain = package.Begin();
            while (true)
            {
                either.Token.ThrowIfCancellationRequested();
                journal?.Call(document.Functions[^1].Function, values);
                var called = await chain.CallAsync(document.Functions[^1].Function, values, document.IsDown, Log, either.Token);
                if (!called.TryGet(out var result, out var failure)) return Outcome(RunEnd.Failed, document) with { Failure = failure };
                if (result is FunctionResult.Done done) return Outcome(RunEnd.Complete, document) with { Done = done };
                var next = (FunctionResult.Next)result;
                journal?.Return(CallOutcome.Succeeded);
                document = document with { Functions = document.Functions.Add(new RunFunction(next.Function, next.Inputs)) };
                var (end, inputs) = await GoOnAsync(document);
                if (inputs is null) return new RunOutcome(run, end, document);
                document = document.WithLast(document.Functions[^1] with { Inputs = inputs.Descriptors });
                values = inputs.Values;
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            if (lost.IsCancellationRequested) return Outcome(RunEnd.Lost, document);
            Log(new LogLine(work.Now, "stopped: it starts again here", "", "", 0, 0));
            return Outcome(RunEnd.Stopped, document);
        }
    }

    private RunOutcome Outcome(RunEnd end, RunDocument document)
    {
        lock (gate) return new RunOutcome(run, end, document) { Lines = [.. lines] };
    }

    // Without inputs it waits, or is somebody else's.
    private async Task<(RunEnd End, ResolvedInputs? Inputs)> GoOnAsync(RunDocument document)
    {
        var end = RunEnd.Lost;
        var goesOn = await work.State.UpdateAsync<ResolvedInputs?>($"next in {run}", state =>
        {
            end = RunEnd.Lost;
            if (Claim.Find(state, run)?.Owner != work.Owner) return default(ResolvedInputs);
            end = RunEnd.Paused;
            var inputs = ResolvedInputs.Of(state, document.Functions[^1].Inputs);
            var isReady = inputs.Missing.IsEmpty;
            state.Set(run, (isReady ? document.WithLast(document.Functions[^1] with { Inputs = inputs.Descriptors }) : document).ToJson());
            if (isReady) return inputs;
            lock (gate) Takeover.AddLogs(state, run, lines);
            RunStatus.Write(state, run, RunStatus.Paused, Timestamp.Marker(work.Now));
            return default(ResolvedInputs);
        }, CancellationToken.None);
        if (!goesOn.TryGet(out var resolved, out var failure)) throw new StoreFailure(failure);
        if (end == RunEnd.Paused && resolved is null) work.Observer.StatusChanged(run, RunStatus.Running, RunStatus.Paused);
        return (end, resolved);
    }

    private void Log(LogLine line)
    {
        lock (gate) lines.Add(line);
        journal?.Write(line);
        work.Observer.Printed(run, line);
    }
}
