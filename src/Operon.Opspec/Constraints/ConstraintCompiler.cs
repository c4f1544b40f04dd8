using Operon.Opspec.Syntax;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Constraints;

/// <summary>Turns what stands under <c>constraints</c> into something that values can be compared with.</summary>
public static class ConstraintCompiler
{
    /// <summary>
    /// Reads constraints (specification, section 1.6). Keywords that are not known and formats that are not known demand
    /// nothing; which keywords a parameter of a type may have is a question of the schema of op.yml (section 1.2), not of this.
    /// </summary>
    /// <param name="constraints">The mapping, or <c>true</c> or <c>false</c>.</param>
    /// <param name="diagnostics">Gets all that is wrong, each with its place; see <see cref="ConstraintRules"/>.</param>
    /// <returns>The constraint, or null if something was wrong.</returns>
    public static Constraint? Compile(SyntaxNode constraints, DiagnosticBag diagnostics)
    {
        var reader = new SchemaReader(constraints);
        var schema = reader.Read(constraints, "constraints");
        reader.RefuseCircles();
        diagnostics.AddRange(reader.Diagnostics);
        return reader.Diagnostics.HasErrors ? null : new Constraint(schema);
    }
}
