using Operon.Opspec.Values;

namespace Operon.Opspec.Constraints;

/// <summary>
/// The constraints of a parameter, ready to be applied (specification, section 1.6): JSON schema as drafts 4, 6 and 7 have it,
/// all at once. Immutable and free to use from several threads.
/// </summary>
public sealed class Constraint
{
    private readonly Schema schema;

    internal Constraint(Schema schema) => this.schema = schema;

    /// <summary>Compares a value with the constraints.</summary>
    /// <param name="value">The value after coercion. Directories, files and sockets inside it count as the text of their path.</param>
    /// <returns>
    /// Every violation, outer before inner; empty when there is none. A value that JSON cannot hold (NaN, an infinity), one that
    /// is nested deeper than <see cref="Inspection.MaximumDepth"/> levels, or one that takes more than
    /// <see cref="Inspection.MaximumSteps"/> steps to check is a violation.
    /// </returns>
    public IReadOnlyList<ConstraintViolation> Check(Value value) => new Inspection().Run(schema, value);
}
