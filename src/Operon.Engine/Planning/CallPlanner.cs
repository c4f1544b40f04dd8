using System.Collections.Immutable;
using Operon.Engine.Calls;
using Operon.Engine.Runs;
using Operon.Opspec.Binding;
using Operon.Opspec.Declarations;
using Operon.Opspec.Values;

namespace Operon.Engine.Planning;

/// <summary>Plans a call of any kind, in the order in which a run looks at it: its name, its condition, then the kind itself.</summary>
internal sealed class CallPlanner
{
    /// <summary>How many calls a plan shows.</summary>
    public const int MaxCalls = 10_000;

    /// <summary>How many calls of a plan may be around a call.</summary>
    public const int MaxDepth = 512;

    private readonly PlanContext plan;
    private readonly ContainerPlanner containers;
    private readonly OpPlanner ops;
    private readonly LoopPlanner loops;

    public CallPlanner(PlanContext plan)
    {
        this.plan = plan;
        containers = new ContainerPlanner(plan.Files, plan.Texts);
        ops = new OpPlanner(plan, this);
        loops = new LoopPlanner(plan, this);
    }

    /// <summary>The root op, whose inputs are bound.</summary>
    public PlannedOp Root(Sources.LoadedOp op, ImmutableDictionary<string, Value> inputs) => ops.Root(op, inputs);

    public PlanResult Plan(CallDeclaration call, Spot spot)
    {
        var planned = new PlannedCall(call.Kind, spot.Path, call.Span) { Description = call.Description, Needs = [.. call.Needs.Select(n => n.Name)] };
        if (spot.Depth >= MaxDepth) return plan.Unseen(call, planned with { Cut = PlanCut.Depth });
        if (plan.Calls >= MaxCalls) return plan.Unseen(call, planned with { Cut = PlanCut.Length });
        plan.Calls++;

        var name = plan.Files.Look(spot.Scope.Scope, e => CallInterpreter.NameOf(call, e));
        if (!name.Result.TryGet(out var text, out var error))
        {
            if (name.IsKnown && !Mentions.Any([call.Name], spot.Scope.Uncertain)) return plan.Fails(planned, error);
            text = call.NameText;
        }

        if (text is not null) planned = planned with { Name = new PlannedText(text) { Unknown = name.Unknown } };
        bool? runs = true;
        if (call.If is { } conditions && !plan.Holds(conditions, spot.Scope).TryGet(out runs, out error)) return plan.Fails(planned, error);
        if (runs == false) return new PlanResult(planned with { State = PlannedState.Skipped });

        var result = Kind(call, planned, spot);
        if (runs is not null) return result;
        return plan.Perhaps(result, spot.Scope) is var perhaps && perhaps.Call.State == PlannedState.Fails ? perhaps : perhaps with { Call = perhaps.Call with { State = PlannedState.Perhaps } };
    }

    private PlanResult Kind(CallDeclaration call, PlannedCall planned, Spot spot) => call switch
    {
        ContainerCallDeclaration container => Container(container, planned, spot),
        OpCallDeclaration op => ops.Plan(op, planned, spot),
        SerialCallDeclaration serial => Serial(serial, planned, spot),
        ParallelCallDeclaration parallel => Parallel(parallel, planned, spot),
        SerialLoopDeclaration loop => loops.Serial(loop, planned, spot),
        ParallelLoopDeclaration loop => loops.Parallel(loop, planned, spot),
        _ => throw new ArgumentException($"no way to plan {call.Kind}", nameof(call)),
    };

    private PlanResult Container(ContainerCallDeclaration call, PlannedCall planned, Spot spot)
    {
        var bound = plan.Files.Look(spot.Scope.Scope, e => ContainerBinder.Bind(call, e));
        if (bound.IsKnown && !Mentions.Any(call, spot.Scope.Uncertain))
        {
            if (!bound.Result.TryGet(out var known, out var error)) return plan.Fails(planned, error);
            if (ImageResolver.Check(known.Image) is { } invalid) return plan.Fails(planned, invalid.At(call.Image.Ref.Span));
        }

        var (container, outputs) = containers.Plan(call, spot.Scope.Scope);
        return new PlanResult(planned with { Container = container }) { Outputs = outputs };
    }

    private PlanResult Serial(SerialCallDeclaration call, PlannedCall planned, Spot spot)
    {
        var scope = spot.Scope;
        var steps = CallSteps.Of(call.Calls);
        var children = ImmutableArray.CreateBuilder<PlannedCall>(call.Calls.Length);
        var fails = false;
        for (var i = 0; i < call.Calls.Length; i++)
        {
            var child = call.Calls[i];
            var below = spot.Child(steps[i], scope);
            if (fails)
            {
                children.Add(new PlannedCall(child.Kind, below.Path, child.Span) { State = PlannedState.NotReached, Name = child.NameText is { } name ? new PlannedText(name) : null });
                continue;
            }

            var result = Plan(child, below);
            children.Add(result.Call);
            scope = scope.After(result);
            fails = result.Fails;
        }

        return new PlanResult(planned with { Calls = children.DrainToImmutable() }, scope.Scope.Variables, scope.Uncertain) { Fails = fails };
    }

    private PlanResult Parallel(ParallelCallDeclaration call, PlannedCall planned, Spot spot)
    {
        // Only what the children return, not what is inherited.
        var all = new PlanResult(planned);
        var steps = CallSteps.Of(call.Calls);
        var children = ImmutableArray.CreateBuilder<PlannedCall>(call.Calls.Length);
        for (var i = 0; i < call.Calls.Length; i++)
        {
            var child = call.Calls[i];
            var result = Plan(child, spot.Child(steps[i], spot.Scope));

            // Who is needed is stopped when nobody needs it any more, and may not have come to its end.
            if (child is not ContainerCallDeclaration && child.NameText is { } name && call.Calls.Any(c => c.Needs.Any(n => n.Name == name))) result = plan.Perhaps(result, spot.Scope) with { Fails = result.Fails };
            children.Add(result.Call);
            all = all with
            {
                Outputs = all.Outputs.SetItems(result.Outputs),
                Uncertain = all.Uncertain.Except(result.Outputs.Keys).Union(result.Uncertain),
                Fails = all.Fails || result.Fails,
            };
        }

        return all with { Call = planned with { Calls = children.DrainToImmutable() } };
    }
}
