using Operon.Opspec.Values;

namespace Operon.Opspec.Constraints;

/// <summary>One demand of a schema. Immutable. Values of types that a keyword does not speak of satisfy it.</summary>
internal abstract class Keyword
{
    /// <summary>The schemas that it applies to the value itself rather than to a part of it; through these a schema must not reach itself.</summary>
    public virtual IEnumerable<Schema> InPlace => [];

    /// <summary>Adds what the value violates.</summary>
    public abstract void Check(Value value, Inspection inspection);
}
