using System.Collections.Immutable;
using Operon.Engine.Calls;
using Operon.Engine.Sources;
using Operon.Opspec.Binding;
using Operon.Opspec.Declarations;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Planning;

/// <summary>Plans op calls: finds the op, binds what is known of its inputs, and plans what it runs.</summary>
internal sealed class OpPlanner(PlanContext plan, CallPlanner calls)
{
    /// <summary>The root op, whose inputs are bound.</summary>
    public PlannedOp Root(LoadedOp op, ImmutableDictionary<string, Value> inputs)
    {
        var scope = Scope.Of(op.Directory).With(inputs);
        var shown = inputs.Select(i => KeyValuePair.Create(i.Key, plan.Texts.Show(i.Value, scope)));
        var planned = Described(op, shown);
        var (run, _, _) = Body(op, inputs, new Spot("", op, PlanScope.Of(scope), 0, [op.Directory]));
        return planned with { Run = run };
    }

    public PlanResult Plan(OpCallDeclaration call, PlannedCall planned, Spot spot)
    {
        var found = plan.Files.Look(spot.Scope.Scope, e => OpReferenceResolver.Resolve(call, e));
        if (!found.Result.TryGet(out var directory, out var error))
        {
            return found.IsKnown && !Mentions.Any(call, spot.Scope.Uncertain) ? plan.Fails(planned, error) : plan.Unseen(call, planned);
        }

        if (!found.IsKnown || plan.Files.IsCreated(directory) || plan.Files.ReferenceTo(directory, spot.Scope.Scope) is not null) return plan.Unseen(call, planned);
        var problems = new DiagnosticBag();
        if (plan.Ops.Load(directory, null, problems) is not { } op || problems.HasErrors)
        {
            return plan.Fails(planned, OpCall.Combined(EngineRules.InvalidOp, $"'{call.Ref}' cannot be called", call.RefSpan, problems));
        }

        problems = new DiagnosticBag();
        var bindings = OutputBinder.Resolve(call.Outputs, op.Declaration.Outputs, problems);
        var inputs = new OpInputs(plan, op, spot.Scope, problems);
        inputs.Bind(call.Inputs);
        foreach (var doubt in problems.Where(p => p.Severity == DiagnosticSeverity.Warning)) plan.Warn(doubt);
        planned = planned with { Op = Described(op, inputs.Shown) };
        if (problems.HasErrors) return plan.Fails(planned, OpCall.Combined(EngineRules.CallRefused, $"'{call.Ref}' cannot be called", call.RefSpan, problems));
        if (spot.Around.Contains(directory)) return Recursion(op, bindings, planned);

        var (run, outputs, fails) = Body(op, inputs.Values, spot with { Op = op, Scope = PlanScope.Of(Scope.Of(op.Directory).With(inputs.Values)), Around = spot.Around.Add(directory) });
        var bound = new PlanResult(planned with { Op = planned.Op! with { Run = run } }) { Fails = fails };
        foreach (var (output, variable) in bindings)
        {
            if (outputs.TryGetValue(output, out var value)) bound = bound with { Outputs = bound.Outputs.SetItem(variable, value) };
        }

        return bound;
    }

    private static PlannedOp Described(LoadedOp op, IEnumerable<KeyValuePair<string, PlannedText>> inputs) =>
        new(op.Declaration.Name, op.Reference) { Inputs = [.. inputs.OrderBy(i => i.Key, StringComparer.Ordinal)] };

    private PlanResult Recursion(LoadedOp op, ImmutableArray<(string Output, string Variable)> bindings, PlannedCall planned)
    {
        var outputs = bindings.ToImmutableDictionary(b => b.Variable, b => plan.Files.Unknown(b.Variable, OpInputs.KindOf(op.Declaration.Outputs.Find(b.Output)!.Type)), StringComparer.Ordinal);
        return new PlanResult(planned with { Op = planned.Op! with { Cut = PlanCut.Recursion } }) { Outputs = outputs };
    }

    // What the op runs, and its outputs by their own names.
    private (PlannedCall? Run, ImmutableDictionary<string, Value> Outputs, bool Fails) Body(LoadedOp op, ImmutableDictionary<string, Value> inputs, Spot spot)
    {
        PlanResult? run = null;
        if (op.Declaration.Run is { } body)
        {
            run = calls.Plan(body, spot.Child(CallSteps.OfBody(body), spot.Scope));
            if (run.Fails) return (run.Call, run.Outputs.Clear(), true);
        }

        var left = run?.Outputs ?? ImmutableDictionary.Create<string, Value>(StringComparer.Ordinal);
        var outputs = left.Clear();
        var problems = new DiagnosticBag();
        foreach (var output in op.Declaration.Outputs)
        {
            var found = new DiagnosticBag();
            var looked = plan.Files.Look<ImmutableDictionary<string, Value>>(Scope.Of(op.Directory), e => OutputBinder.Collect(new ParameterDeclarations([output]), left, e, found));
            var uncertain = run is not null && run.Uncertain.Contains(output.Name);
            var unseen = run?.Call.State == PlannedState.Perhaps || (run is not null && run.Call.Cut != PlanCut.None);
            if (uncertain || !looked.IsKnown || (unseen && found.HasErrors))
            {
                outputs = outputs.SetItem(output.Name, plan.Files.Unknown(output.Name, OpInputs.KindOf(output.Type), SecretsOf(output, left)));
            }
            else if (found.HasErrors) problems.AddRange(found);
            else if (looked.Result.Value.TryGetValue(output.Name, out var value)) outputs = outputs.SetItem(output.Name, value);
        }

        if (!problems.HasErrors) return (run?.Call, outputs, false);
        var error = OpCall.Combined(EngineRules.OutputsRefused, $"the outputs of '{op.Declaration.Name}' are not as declared", op.Declaration.NameSpan, problems);
        plan.Warn(error);
        return (run?.Call, outputs, true);
    }

    private static SecretNames SecretsOf(ParameterDeclaration output, ImmutableDictionary<string, Value> left)
    {
        var secrets = left.TryGetValue(output.Name, out var value) ? value.Secrets : default;
        return output.IsSecret ? secrets.With(SecretNames.Of(output.Name)) : secrets;
    }
}
