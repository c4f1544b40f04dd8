namespace Operon.Starlark.Values;

/// <summary>Sets with sets, or with whatever can be walked.</summary>
internal static class SetAlgebra
{
    public static StarlarkSet Union(StarlarkSet set, in Value other)
    {
        var result = set.Clone();
        using var elements = Iteration.Of(other);
        while (elements.NextCounted(out var element))
            result.Add(element);
        return result;
    }

    public static StarlarkSet Difference(StarlarkSet set, in Value other)
    {
        var result = set.Clone();
        using var elements = Iteration.Of(other);
        while (elements.NextCounted(out var element))
            result.Remove(element);
        return result;
    }

    public static StarlarkSet Intersection(StarlarkSet set, in Value other)
    {
        var result = new StarlarkSet();
        using var elements = Iteration.Of(other);
        while (elements.NextCounted(out var element))
        {
            if (set.Contains(element))
                result.Add(element);
        }

        return result;
    }

    public static StarlarkSet SymmetricDifference(StarlarkSet set, in Value other)
    {
        var result = set.Clone();
        using var elements = Iteration.Of(other);
        while (elements.NextCounted(out var element))
        {
            if (!result.Remove(element))
                result.Add(element);
        }

        return result;
    }

    public static bool IsSuperset(StarlarkSet set, in Value other)
    {
        using var elements = Iteration.Of(other);
        while (elements.NextCounted(out var element))
        {
            if (!set.Contains(element))
                return false;
        }

        return true;
    }

    public static bool IsSubset(StarlarkSet set, in Value other) =>
        other.Reference is StarlarkSet larger
            ? set.Count <= larger.Count && IsSuperset(larger, set)
            : Intersection(set, other).Count == set.Count;

    /// <summary>The order of sets is that of subsets.</summary>
    public static bool Compare(ComparisonOperator op, StarlarkSet left, StarlarkSet right) => op switch
    {
        ComparisonOperator.Equal => left.Count == right.Count && IsSuperset(left, right),
        ComparisonOperator.NotEqual => left.Count != right.Count || !IsSuperset(left, right),
        ComparisonOperator.Less => left.Count < right.Count && IsSuperset(right, left),
        ComparisonOperator.LessOrEqual => left.Count <= right.Count && IsSuperset(right, left),
        ComparisonOperator.Greater => left.Count > right.Count && IsSuperset(left, right),
        _ => left.Count >= right.Count && IsSuperset(left, right),
    };
}
