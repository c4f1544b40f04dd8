using System.Collections.Immutable;
using Operon.Opspec.Declarations;
using Operon.Opspec.Interpolation;
using Operon.Opspec.Scopes;
using Operon.Text;

namespace Operon.Opspec.Predicates;

/// <summary>
/// Conditions (specification, section 1.12). Operands are evaluated from left to right and no further than the answer needs.
/// </summary>
public static class Predicate
{
    /// <summary>Whether all hold; later ones are not looked at once one does not.</summary>
    public static Result<bool> AllHold(ImmutableArray<PredicateDeclaration> predicates, Evaluation evaluation)
    {
        foreach (var predicate in predicates)
        {
            if (!Holds(predicate, evaluation).TryGet(out var holds, out var error)) return error;
            if (!holds) return false;
        }

        return true;
    }

    /// <summary>Whether one holds.</summary>
    public static Result<bool> Holds(PredicateDeclaration predicate, Evaluation evaluation) => predicate.Operator switch
    {
        PredicateOperator.Equal => Equality.AllEqual(predicate.Operands, evaluation),
        PredicateOperator.NotEqual => Equality.AnyDiffers(predicate.Operands, evaluation),
        PredicateOperator.GreaterThan => Ordering.FirstComparesTo(predicate.Operands, evaluation, (first, other) => first > other),
        PredicateOperator.GreaterThanOrEqual => Ordering.FirstComparesTo(predicate.Operands, evaluation, (first, other) => first >= other),
        PredicateOperator.LessThan => Ordering.FirstComparesTo(predicate.Operands, evaluation, (first, other) => first < other),
        PredicateOperator.LessThanOrEqual => Ordering.FirstComparesTo(predicate.Operands, evaluation, (first, other) => first <= other),
        PredicateOperator.Exists => Exists(predicate, evaluation),
        _ => !Exists(predicate, evaluation),
    };

    // Whatever keeps the reference from being resolved counts as "does not exist".
    private static bool Exists(PredicateDeclaration predicate, Evaluation evaluation) =>
        WholeReference.TryParse(predicate.Reference!.Text) is { } reference && reference.Resolve(evaluation).IsOk;
}
