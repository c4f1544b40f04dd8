using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Operon.Engine.Runs;
using Operon.Opspec.Coercion;
using Operon.Opspec.Declarations;
using Operon.Opspec.Predicates;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Runs.Events;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Calls;

/// <summary>
/// Runs a call of any kind: its name, its condition, then the kind itself; and records its end, whatever happens in between.
/// Parents await their children here, nobody watches events to learn about another call.
/// </summary>
internal sealed class CallRunner
{
    private readonly RunContext run;
    private readonly ContainerCall container;
    private readonly OpCall op;
    private readonly SerialCall serial;
    private readonly ParallelCall parallel;
    private readonly SerialLoop serialLoop;
    private readonly ParallelLoop parallelLoop;

    public CallRunner(RunContext run)
    {
        this.run = run;
        container = new ContainerCall(run);
        op = new OpCall(run, this);
        serial = new SerialCall(run, this);
        parallel = new ParallelCall(run, this);
        serialLoop = new SerialLoop(run, this);
        parallelLoop = new ParallelLoop(run, this);
    }

    /// <summary>Runs the root op, whose inputs are bound. Its end is for the caller to record, who gives its outputs a place to stay.</summary>
    public Task<CallResult> RunRootAsync(CallFrame frame, ImmutableDictionary<string, Value> inputs, CancellationToken kill) =>
        GuardedAsync(() => op.RunBodyAsync(null, frame, inputs, kill), frame.Op.Declaration.NameSpan, kill);

    /// <summary>Runs a call to its end; failures are results, never exceptions.</summary>
    public async Task<CallResult> RunAsync(CallDeclaration call, CallFrame frame, CancellationToken kill)
    {
        // Calls nest as deeply as op.yml files and ops do, more than one stack holds.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) await Task.Yield();
        var result = FailedCall.Told(await GuardedAsync(() => DispatchAsync(call, frame, kill), call.Span, kill), call, frame, null);
        return await GuardedAsync(() => RecordAsync(call, frame, result), call.Span, kill);
    }

    private async Task<CallResult> DispatchAsync(CallDeclaration call, CallFrame frame, CancellationToken kill)
    {
        if (kill.IsCancellationRequested) return CallResult.Killed;
        var evaluation = new Evaluation(frame.Scope, run.FilesOf(frame.Id));
        if (!NameOf(call, evaluation).TryGet(out var name, out var error)) return CallResult.Failed(error);
        if (call.If is { } conditions)
        {
            if (!Predicate.AllHold(conditions, evaluation).TryGet(out var holds, out error)) return CallResult.Failed(error.At(call.Span));
            if (!holds) return CallResult.Skipped;
        }

        return FailedCall.Told(await RunKindAsync(call, name, frame, evaluation, kill), call, frame, name);
    }

    private Task<CallResult> RunKindAsync(CallDeclaration call, string? name, CallFrame frame, Evaluation evaluation, CancellationToken kill) =>
        call switch
        {
            ContainerCallDeclaration declaration => container.RunAsync(declaration, name, frame, evaluation, kill),
            OpCallDeclaration declaration => op.RunAsync(declaration, name, frame, evaluation, kill),
            SerialCallDeclaration declaration => serial.RunAsync(declaration, name, frame, kill),
            ParallelCallDeclaration declaration => parallel.RunAsync(declaration, name, frame, kill),
            ParallelLoopDeclaration declaration => parallelLoop.RunAsync(declaration, name, frame, evaluation, kill),
            SerialLoopDeclaration declaration => serialLoop.RunAsync(declaration, name, frame, kill),
            _ => throw new ArgumentException($"no way to run {call.Kind}", nameof(call)),
        };

    private Task<CallResult> RecordAsync(CallDeclaration call, CallFrame frame, CallResult result)
    {
        run.Ended(call.Kind, frame, result);
        return Task.FromResult(result);
    }

    // A bug of ours, or a disk that fails, must fail the call it happens in, not end the run as a success.
    internal static async Task<CallResult> GuardedAsync(Func<Task<CallResult>> action, SourceSpan span, CancellationToken kill)
    {
        try
        {
            return await action();
        }
        catch (OperationCanceledException) when (kill.IsCancellationRequested)
        {
            return CallResult.Killed;
        }
        catch (IOException e)
        {
            return CallResult.Failed(new Diagnostic(EngineRules.Recording, $"the run cannot be recorded any more: {e.Message}", span));
        }
        catch (Exception e)
        {
            return CallResult.Failed(new Diagnostic(EngineRules.Internal, $"internal error: {e.GetType().Name}: {e.Message}", span) { Fix = "please report this with the op" });
        }
    }

    private static Result<string?> NameOf(CallDeclaration call, Evaluation evaluation)
    {
        if (call.Name is null) return (string?)null;
        if (!call.Name.Evaluate(evaluation).TryGet(out var value, out var error)) return error;
        return StringCoercion.Coerce(value, evaluation).TryGet(out var text, out error) ? (text.IsSecret ? $"<secret {text.Secrets}>" : text.Text.ToString()) : error.At(call.Name.Span);
    }
}
