namespace Operon.Opspec.Constraints.Keywords;

/// <summary>Which of several schemas that do not match is the one its author meant: the one with the fewest violations.</summary>
internal static class Alternatives
{
    public static IReadOnlyList<ConstraintViolation> None => [];

    public static IReadOnlyList<ConstraintViolation> Nearer(IReadOnlyList<ConstraintViolation> best, IReadOnlyList<ConstraintViolation> found) =>
        best.Count == 0 || Distance(found) < Distance(best) ? found : best;

    // A wrong type hides everything else that would be wrong, so it counts for much.
    private static int Distance(IReadOnlyList<ConstraintViolation> found) => found.Sum(v => v.Keyword is "type" ? 4 : 1);
}
