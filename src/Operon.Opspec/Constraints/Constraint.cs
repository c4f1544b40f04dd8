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
    /// Every violation, of which 10,000 are told; empty when there is none. A number that JSON cannot hold (NaN, an infinity), a
    /// value that nests deeper than 1000 levels, and one that takes out of all proportion long to check are violations too.
    /// </returns>
    public IReadOnlyList<ConstraintViolation> Check(Value value) => new Inspection().Run(schema, value);
}
