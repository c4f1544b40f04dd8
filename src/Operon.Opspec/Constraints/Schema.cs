using System.Collections.Immutable;
using Operon.Opspec.Constraints.Keywords;
using Operon.Opspec.Values;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Constraints;

/// <summary>
/// One schema of the constraints. Schemas may reach each other in circles through <c>$ref</c>, so a schema exists before what it
/// demands is known; <see cref="SchemaReader"/> gives it that once, and from then on it does not change.
/// </summary>
internal sealed class Schema(SourceSpan span)
{
    private bool allowsNothing;
    private Schema? reference;
    private TypeKeyword? type;
    private ImmutableArray<Keyword> keywords = [];

    /// <summary>Where it stands.</summary>
    public SourceSpan Span { get; } = span;

    /// <summary>The schemas that look at the same value.</summary>
    public IEnumerable<Schema> InPlace => reference is null ? keywords.SelectMany(k => k.InPlace) : [reference];

    /// <summary>The schema <c>false</c>.</summary>
    public void AllowNothing() => allowsNothing = true;

    /// <summary>Makes it stand for another one.</summary>
    public void ReferTo(Schema other) => reference = other;

    /// <summary>Gives it what it demands.</summary>
    public void Demand(TypeKeyword? ofType, ImmutableArray<Keyword> others) => (type, keywords) = (ofType, others);

    /// <summary>Adds what the value violates. A wrong type is told alone: what else is wrong follows from it.</summary>
    public void Check(Value value, Inspection inspection)
    {
        if (allowsNothing)
        {
            inspection.Add("false", "is not allowed");
            return;
        }

        if (reference is not null)
        {
            inspection.Apply(reference, value);
            return;
        }

        if (type is not null && !type.Admits(value))
        {
            type.Check(value, inspection);
            return;
        }

        foreach (var keyword in keywords) keyword.Check(value, inspection);
    }
}
