using Operon.Starlark.Values;

namespace Operon.Starlark.Execution.Expressions;

/// <summary>A comparison of numbers.</summary>
internal interface IComparison
{
    ComparisonOperator Operator { get; }

    bool Compare(long left, long right);
}

internal readonly struct Equality : IComparison
{
    public ComparisonOperator Operator => ComparisonOperator.Equal;

    public bool Compare(long left, long right) => left == right;
}

internal readonly struct Inequality : IComparison
{
    public ComparisonOperator Operator => ComparisonOperator.NotEqual;

    public bool Compare(long left, long right) => left != right;
}

internal readonly struct Less : IComparison
{
    public ComparisonOperator Operator => ComparisonOperator.Less;

    public bool Compare(long left, long right) => left < right;
}

internal readonly struct LessOrEqual : IComparison
{
    public ComparisonOperator Operator => ComparisonOperator.LessOrEqual;

    public bool Compare(long left, long right) => left <= right;
}

internal readonly struct Greater : IComparison
{
    public ComparisonOperator Operator => ComparisonOperator.Greater;

    public bool Compare(long left, long right) => left > right;
}

internal readonly struct GreaterOrEqual : IComparison
{
    public ComparisonOperator Operator => ComparisonOperator.GreaterOrEqual;

    public bool Compare(long left, long right) => left >= right;
}
