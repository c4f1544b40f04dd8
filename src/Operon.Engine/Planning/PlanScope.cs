using System.Collections.Immutable;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;

namespace Operon.Engine.Planning;

/// <summary>What a call would see.</summary>
/// <param name="Scope">The variables; those known only when it runs stand for themselves.</param>
/// <param name="Uncertain">The names of those that may have no value, or one of any type.</param>
internal sealed record PlanScope(Scope Scope, ImmutableHashSet<string> Uncertain)
{
    private static readonly ImmutableHashSet<string> Certain = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    public static PlanScope Of(Scope scope) => new(scope, Certain);

    /// <summary>The scope after a call.</summary>
    public PlanScope After(PlanResult result) =>
        new(Scope.With(result.Outputs), Uncertain.Except(result.Outputs.Keys).Union(result.Uncertain));

    /// <summary>What a call left that this scope does not hold already.</summary>
    public IEnumerable<KeyValuePair<string, Value>> News(PlanResult result) =>
        result.Outputs.Where(o => !ReferenceEquals(Scope.Find(o.Key), o.Value) || result.Uncertain.Contains(o.Key));
}
