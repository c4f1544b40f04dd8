using System.Collections.Immutable;
using Operon.Engine.Calls;
using Operon.Opspec.Binding;
using Operon.Opspec.Declarations;
using Operon.Opspec.Expressions;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Planning;

/// <summary>
/// Plans loops (specification, section 1.10): the first iterations as they would run, or one that stands for all where the items
/// are known only when it runs.
/// </summary>
internal sealed class LoopPlanner(PlanContext plan, CallPlanner calls)
{
    /// <summary>How many iterations a plan shows.</summary>
    public const int Shown = 5;

    public PlanResult Parallel(ParallelLoopDeclaration call, PlannedCall planned, Spot spot)
    {
        if (!Range(call.Range, spot.Scope).TryGet(out var range, out var error)) return plan.Fails(planned, error);
        if (range is not { Items: var items }) return Any(call, call.Run, call.Vars, call.Range is not null, planned, spot);

        var iterations = ImmutableArray.CreateBuilder<PlannedIteration>();
        var scope = spot.Scope;
        var fails = false;
        for (var i = 0; i < Math.Min(items.Length, Shown); i++)
        {
            if (!Variables(call.Vars, call.Range.Span, i, items[i], range.IsKnown(i), spot.Scope).TryGet(out var variables, out error)) return plan.Fails(planned, error);
            var step = Step(i, items[i]);
            var result = calls.Plan(call.Run, spot.Iteration(step, variables.Scope));
            iterations.Add(new PlannedIteration(step, variables.Shown, result.Call));
            scope = scope.After(result);
            fails |= result.Fails;
        }

        if (items.Length > Shown) scope = plan.Forget(scope, New(scope, spot.Scope), uncertain: false);
        return After(planned with { Loop = new PlannedLoop(items.Length, iterations.DrainToImmutable()) }, scope, spot, call.Vars, fails);
    }

    public PlanResult Serial(SerialLoopDeclaration call, PlannedCall planned, Spot spot)
    {
        var iterations = ImmutableArray.CreateBuilder<PlannedIteration>();
        var scope = spot.Scope;
        var fails = false;
        int? count = null;
        for (var i = 0; !fails; i++)
        {
            RangeItem? item = null;
            var isKnown = true;
            if (call.Range is not null)
            {
                if (!Range(call.Range, scope).TryGet(out var range, out var error)) return plan.Fails(planned, error);
                if (range is null) return i == 0 ? Any(call, call.Run, call.Vars, true, planned, spot) : Rest(null);
                if (i >= range.Items.Length)
                {
                    count = i;
                    break;
                }

                count = call.Until is null ? range.Items.Length : null;
                item = range.Items[i];
                isKnown = range.IsKnown(i);
            }

            if (i >= Shown) return Rest(count);
            if (!Variables(call.Vars, call.Range?.Span ?? call.Span, i, item, isKnown, scope).TryGet(out var variables, out var unbound)) return plan.Fails(planned, unbound);
            if (call.Until is { } until)
            {
                if (!plan.Holds(until, variables.Scope).TryGet(out var ends, out var failed)) return plan.Fails(planned, failed);
                if (ends is null) return i == 0 ? Any(call, call.Run, call.Vars, call.Range is not null, planned, spot) : Rest(null);
                if (ends == true)
                {
                    count = i;
                    break;
                }
            }

            var step = Step(i, item);
            var result = calls.Plan(call.Run, spot.Iteration(step, variables.Scope));
            iterations.Add(new PlannedIteration(step, variables.Shown, result.Call));
            scope = variables.Scope.After(result);
            fails = result.Fails;
        }

        return After(planned with { Loop = new PlannedLoop(count, iterations.DrainToImmutable()) }, scope, spot, call.Vars, fails);

        PlanResult Rest(int? all) =>
            After(planned with { Loop = new PlannedLoop(all, iterations.DrainToImmutable()) }, plan.Forget(scope, New(scope, spot.Scope), uncertain: false), spot, call.Vars, fails: false);
    }

    // Of a loop whose items are not known, one iteration stands for all; it may be that there is none.
    private PlanResult Any(CallDeclaration call, CallDeclaration body, LoopVarsDeclaration vars, bool hasRange, PlannedCall planned, Spot spot)
    {
        var names = new[] { vars.Index, hasRange ? vars.Key : null, hasRange ? vars.Value : null }.OfType<string>().ToList();
        var scope = spot.Scope;
        if (call is SerialLoopDeclaration)
        {
            // What an iteration before it bound.
            scope = plan.Forget(scope, Validation.CallChecker.BoundBy(body).Select(n => KeyValuePair.Create(n, scope.Scope.Find(n) ?? new StringValue(""))), uncertain: true);
        }

        scope = plan.Forget(scope, names.Select(n => KeyValuePair.Create<string, Value>(n, new StringValue(""))), uncertain: false);
        if (hasRange && vars.Value is not null) scope = scope with { Uncertain = scope.Uncertain.Add(vars.Value) };
        var result = calls.Plan(body, spot.Iteration("[*]", scope));
        var shown = names.Select(n => KeyValuePair.Create(n, new PlannedText($"$({n})") { Unknown = [$"$({n})"] })).ToImmutableArray();
        planned = planned with { Loop = new PlannedLoop(null, [new PlannedIteration("[*]", shown, result.Call)]) };
        return plan.Perhaps(After(planned, scope.After(result), spot, vars, result.Fails), spot.Scope);
    }

    private static PlanResult After(PlannedCall planned, PlanScope scope, Spot spot, LoopVarsDeclaration vars, bool fails) =>
        new(planned, LoopVariables.Restore(scope.Scope, spot.Scope.Scope, vars).Variables, scope.Uncertain) { Fails = fails };

    private static IEnumerable<KeyValuePair<string, Value>> New(PlanScope after, PlanScope before) =>
        after.Scope.Variables.Where(v => !ReferenceEquals(before.Scope.Find(v.Key), v.Value));

    // The key of an object that is secret as a whole is secret too.
    private static string Step(int index, RangeItem? item) => CallSteps.OfIteration(index, item is { Item.IsSecret: true } ? null : item);

    private Result<KnownRange?> Range(Expression range, PlanScope scope)
    {
        var looked = plan.Files.Look(scope.Scope, e => RangeBinder.Bind(range, e));
        var literal = range as ArrayExpression;
        if (!looked.Result.TryGet(out var items, out var error)) return looked.IsKnown && !Mentions.Any([range], scope.Uncertain) ? error : (KnownRange?)null;
        if (looked.IsKnown && !Mentions.Any([range], scope.Uncertain)) return new KnownRange(items, _ => true);
        if (literal is not null) return new KnownRange(items, i => plan.Files.Look(scope.Scope, literal.Items[i].Evaluate).IsKnown && !Mentions.Any([literal.Items[i]], scope.Uncertain));
        return range is ObjectExpression ? new KnownRange(items, _ => false) : (KnownRange?)null;
    }

    private Result<LoopScope> Variables(LoopVarsDeclaration vars, SourceSpan span, int index, RangeItem? item, bool isKnown, PlanScope scope)
    {
        var looked = plan.Files.Look(scope.Scope, e => LoopBinder.Bind(vars, index, item, span, e));
        if (!looked.Result.TryGet(out var inner, out var error) && looked.IsKnown && isKnown) return error;
        inner ??= LoopBinder.Bind(vars with { Value = null }, index, item, span, new Evaluation(scope.Scope, plan.Files)).Value;
        var after = scope with { Scope = inner, Uncertain = scope.Uncertain.Except(new[] { vars.Index, vars.Key, vars.Value }.OfType<string>()) };
        var shown = ImmutableArray.CreateBuilder<KeyValuePair<string, PlannedText>>();
        foreach (var name in new[] { vars.Index, item is null ? null : vars.Key, item is null ? null : vars.Value }.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            var value = inner.Find(name);
            if (name != vars.Value || ((isKnown || value is DirValue or FileValue) && looked.IsKnown))
            {
                if (value is not null) shown.Add(new(name, plan.Texts.Show(value, inner)));
                continue;
            }

            var text = value is null ? new PlannedText($"$({name})") : plan.Texts.Show(value, scope.Scope);
            shown.Add(new(name, text with { Unknown = looked.Unknown.IsEmpty ? [text.Text] : looked.Unknown }));
            after = plan.Forget(after, [KeyValuePair.Create(name, value ?? new StringValue(""))], uncertain: false);
        }

        return new LoopScope(after, shown.DrainToImmutable());
    }

    /// <summary>The items of a range and which of them are known before it runs.</summary>
    private sealed record KnownRange(ImmutableArray<RangeItem> Items, Func<int, bool> IsKnown);

    /// <summary>What an iteration sees, and its variables as they are shown.</summary>
    private sealed record LoopScope(PlanScope Scope, ImmutableArray<KeyValuePair<string, PlannedText>> Shown);
}
