namespace Operon.Opspec.Declarations;

/// <summary>The operators of predicates (specification, section 1.12).</summary>
public enum PredicateOperator
{
    /// <summary><c>eq</c>.</summary>
    Equal,

    /// <summary><c>ne</c>.</summary>
    NotEqual,

    /// <summary><c>gt</c>.</summary>
    GreaterThan,

    /// <summary><c>gte</c>.</summary>
    GreaterThanOrEqual,

    /// <summary><c>lt</c>.</summary>
    LessThan,

    /// <summary><c>lte</c>.</summary>
    LessThanOrEqual,

    /// <summary><c>exists</c>.</summary>
    Exists,

    /// <summary><c>notExists</c>.</summary>
    NotExists,
}
