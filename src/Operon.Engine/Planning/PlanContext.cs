using System.Collections.Immutable;
using Operon.Engine.Sources;
using Operon.Opspec.Declarations;
using Operon.Opspec.Predicates;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Planning;

/// <summary>What all calls of one plan share.</summary>
internal sealed class PlanContext(OpLoader ops, PlanFiles files, PlanTexts texts)
{
    private readonly List<Diagnostic> warnings = [];
    private readonly HashSet<(DiagnosticRule Rule, string Message, SourceSpan? Span)> told = [];

    public OpLoader Ops => ops;

    public PlanFiles Files => files;

    public PlanTexts Texts => texts;

    /// <summary>How many calls are planned so far.</summary>
    public int Calls { get; set; }

    public ImmutableArray<Diagnostic> Warnings => [.. warnings];

    /// <summary>Takes note of what is doubtful; what iterations repeat is told once.</summary>
    public void Warn(Diagnostic problem)
    {
        if (told.Add((problem.Rule, problem.ToString(), problem.Span))) warnings.Add(problem with { Severity = DiagnosticSeverity.Warning });
    }

    /// <summary>Whether all conditions hold; null when that is known only when it runs.</summary>
    public Result<bool?> Holds(ImmutableArray<PredicateDeclaration> conditions, PlanScope scope)
    {
        var known = true;
        foreach (var condition in conditions)
        {
            var looked = files.Look(scope.Scope, e => Predicate.Holds(condition, e));
            if (!looked.IsKnown || looked.Asked || Mentions.Any(condition, scope.Uncertain)) known = false;
            else if (looked.Result.TryGet(out var holds, out var error))
            {
                if (!holds) return (bool?)false;
            }
            else if (known) return error;
        }

        return known ? true : (bool?)null;
    }

    /// <summary>The scope with variables whose values are known only when it runs.</summary>
    public PlanScope Forget(PlanScope scope, IEnumerable<KeyValuePair<string, Value>> variables, bool uncertain)
    {
        foreach (var (name, value) in variables)
        {
            var names = uncertain ? scope.Uncertain.Add(name) : scope.Uncertain.Remove(name);
            scope = new PlanScope(scope.Scope.With(name, files.Unknown(name, value.Kind, value.Secrets)), names);
        }

        return scope;
    }

    /// <summary>What a call would leave of which it is not known whether it happens.</summary>
    public PlanResult Perhaps(PlanResult result, PlanScope before)
    {
        var after = Forget(before, before.News(result), uncertain: true);
        return result with
        {
            Fails = false,
            Outputs = after.Scope.Variables.Where(v => result.Outputs.ContainsKey(v.Key)).ToImmutableDictionary(StringComparer.Ordinal),
            Uncertain = after.Uncertain.Intersect(result.Outputs.Keys),
        };
    }

    /// <summary>What a call would leave that is not looked into.</summary>
    public PlanResult Unseen(CallDeclaration call, PlannedCall planned)
    {
        var names = Validation.CallChecker.BoundBy(call);
        return new PlanResult(planned, names.ToImmutableDictionary(n => n, n => files.Unknown(n, ValueKind.File), StringComparer.Ordinal), names);
    }

    /// <summary>A call that would fail.</summary>
    public PlanResult Fails(PlannedCall planned, Diagnostic error)
    {
        var problem = error.At(planned.Place) with { Severity = DiagnosticSeverity.Warning };
        Warn(problem);
        return new PlanResult(planned with { State = PlannedState.Fails, Problem = problem }) { Fails = true };
    }
}
