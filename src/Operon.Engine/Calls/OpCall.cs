using System.Collections.Immutable;
using Operon.Engine.Runs;
using Operon.Engine.Sources;
using Operon.Opspec.Binding;
using Operon.Opspec.Declarations;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Calls;

/// <summary>A call of another op (specification, section 1.8): it sees its inputs and nothing else of its caller.</summary>
internal sealed class OpCall(RunContext run, CallRunner calls)
{
    /// <summary>How many ops may be around an op.</summary>
    public const int MaxNesting = 64;

    public async Task<CallResult> RunAsync(OpCallDeclaration call, string? name, CallFrame frame, Evaluation evaluation, CancellationToken kill)
    {
        if (!Load(call, frame, evaluation).TryGet(out var op, out var error)) return CallResult.Failed(error);

        run.Secrets.AddDefaults(op.Declaration.Inputs);
        run.Secrets.AddDefaults(op.Declaration.Outputs);
        var problems = new DiagnosticBag();
        var bindings = OutputBinder.Resolve(call.Outputs, op.Declaration.Outputs, problems);
        var inputs = Bind(call, op, evaluation, problems);
        run.Warn(problems);
        if (problems.HasErrors) return CallResult.Failed(Refused(call, problems));

        run.Secrets.Add(inputs);
        var inner = frame with { Op = op, Scope = Scope.Of(op.Directory).With(inputs), Nesting = frame.Nesting + 1 };
        var result = await RunBodyAsync(name, inner, inputs, kill);
        if (!result.IsFine) return result with { Outputs = CallResult.Skipped.Outputs };

        var outputs = ImmutableDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        foreach (var (output, variable) in bindings)
        {
            if (result.Outputs.TryGetValue(output, out var value)) outputs[variable] = value;
        }

        return CallResult.Succeeded(outputs.ToImmutable());
    }

    /// <summary>Runs the body of an op whose inputs are bound, and takes its outputs.</summary>
    public async Task<CallResult> RunBodyAsync(string? name, CallFrame frame, ImmutableDictionary<string, Value> inputs, CancellationToken kill)
    {
        var op = frame.Op;
        run.OpStarted(name, frame, inputs);
        ImmutableDictionary<string, Value> outbound = ImmutableDictionary<string, Value>.Empty;
        if (op.Declaration.Run is { } body)
        {
            var result = await calls.RunAsync(body, frame.Child(CallSteps.OfBody(body), frame.Scope), kill);
            if (!result.IsFine) return result with { ExitCode = null };
            outbound = result.Outputs;
        }

        var problems = new DiagnosticBag();
        var evaluation = new Evaluation(Scope.Of(op.Directory), run.FilesOf(frame.Id));
        var outputs = OutputBinder.Collect(op.Declaration.Outputs, outbound, evaluation, problems);
        run.Secrets.Add(outputs);
        if (!problems.HasErrors) return CallResult.Succeeded(outputs);
        return CallResult.Failed(Combined(EngineRules.OutputsRefused, $"the outputs of '{op.Declaration.Name}' are not as declared", op.Declaration.NameSpan, problems));
    }

    private Result<LoadedOp> Load(OpCallDeclaration call, CallFrame frame, Evaluation evaluation)
    {
        if (frame.Nesting >= MaxNesting)
        {
            return new Diagnostic(EngineRules.NestingLimit, $"'{call.Ref}' is called {MaxNesting} ops deep", call.RefSpan)
            {
                Expected = $"at most {MaxNesting} ops within each other",
                Fix = "look for an op that calls itself without an 'if' that ends it",
            };
        }

        if (!OpReferenceResolver.ResolveValue(call, evaluation).TryGet(out var directory, out var error)) return error;
        var problems = new DiagnosticBag();
        if (run.Ops.Load(directory.Location, directory.IsSecret ? directory.ToString() : null, problems) is { } op && !problems.HasErrors) return op with { Secrets = directory.Secrets };
        if (directory.IsSecret) return new Diagnostic(EngineRules.InvalidOp, $"'{call.Ref}' cannot be called: there is no valid op at {directory}", call.RefSpan);
        return Combined(EngineRules.InvalidOp, $"'{call.Ref}' cannot be called", call.RefSpan, problems);
    }

    private static ImmutableDictionary<string, Value> Bind(OpCallDeclaration call, LoadedOp op, Evaluation evaluation, DiagnosticBag problems)
    {
        var own = evaluation with { Scope = Scope.Of(op.Directory) };
        var inputs = ArgumentBinder.Bind(op.Declaration.Inputs, call.Inputs, evaluation, problems);
        if (problems.HasErrors) return inputs;
        inputs = new DefaultBinder(own).Apply(op.Declaration.Inputs, inputs, problems);
        if (!problems.HasErrors) ParameterValidator.Validate(op.Declaration.Inputs, inputs, own, problems, "pass it in the inputs of the call, or give it a default");
        return inputs;
    }

    private static Diagnostic Refused(OpCallDeclaration call, DiagnosticBag problems) =>
        Combined(EngineRules.CallRefused, $"'{call.Ref}' cannot be called", call.RefSpan, problems);

    // One error alone is the cause; several are told in the message, because a chain has one end.
    internal static Diagnostic Combined(DiagnosticRule rule, string message, SourceSpan span, DiagnosticBag problems)
    {
        var errors = problems.Where(p => p.Severity == DiagnosticSeverity.Error).ToList();
        return errors is [var only]
            ? new Diagnostic(rule, message, span) { Cause = only }
            : new Diagnostic(rule, $"{message}: {errors.Count} problems", span) { Cause = errors[0], Others = [.. errors.Skip(1)] };
    }
}
