using System.Collections.Immutable;
using Operon.Engine.Sources;
using Operon.Opspec.Binding;
using Operon.Opspec.Files;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;

namespace Operon.Engine.Planning;

/// <summary>
/// Tells what a run of an op would do, without starting, pulling or creating anything. The root's own call must be one that can be
/// interpreted; whatever is wrong below it is a warning at its call. For one plan.
/// </summary>
public sealed class Planner
{
    private readonly OpLoader ops;
    private readonly PlanFiles files;

    /// <summary>A planner.</summary>
    /// <param name="ops">Reads ops.</param>
    /// <param name="files">The files of this machine, which are looked at and read.</param>
    public Planner(OpLoader ops, IOpFiles files)
    {
        this.ops = ops;
        this.files = new PlanFiles(files);
    }

    /// <summary>Files to bind the inputs of the root with: what defaults would make is made in memory alone.</summary>
    public IOpFiles Files => files;

    /// <summary>The plan, or why the root's own call would fail before it starts.</summary>
    /// <param name="op">The root op.</param>
    /// <param name="inputs">Its inputs, bound with <see cref="Files"/> and checked.</param>
    public Result<Plan> Plan(LoadedOp op, ImmutableDictionary<string, Value> inputs)
    {
        if (op.Declaration.Run is { } run)
        {
            var evaluation = new Evaluation(Scope.Of(op.Directory).With(inputs), files);
            if (!new CallInterpreter(OpReferenceResolver.Resolve).Interpret(run, evaluation).TryGet(out _, out var error)) return error;
        }

        var plan = new PlanContext(ops, files, new PlanTexts(files, ops.Paths));
        var root = new CallPlanner(plan).Root(op, inputs);
        return new Plan(root, plan.Warnings);
    }
}
