using Operon.Opspec.Constraints;
using Operon.Opspec.Expressions;
using Operon.Opspec.Syntax;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Declarations;

/// <summary>An input or output of an op.</summary>
public sealed class ParameterDeclaration
{
    private CompiledConstraints? compiled;

    /// <summary>Its name: the key as text.</summary>
    public required string Name { get; init; }

    /// <summary>Where the name stands.</summary>
    public required SourceSpan NameSpan { get; init; }

    /// <summary>Its type.</summary>
    public required ParameterType Type { get; init; }

    /// <summary>Markdown, from the parameter itself, else from the older place inside the type.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// What it has when nobody gives it a value. Of a dir or file, a text may also be a path; see section 1.6 of the specification
    /// and <see cref="Expression.Syntax"/>.
    /// </summary>
    public Expression? Default { get; init; }

    /// <summary>Whether its value must not be shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The constraints as written. Only arrays, numbers, objects and strings have some.</summary>
    public MappingNode? Constraints { get; init; }

    /// <summary>The constraints ready for comparing, made at the first call. Thread-safe.</summary>
    /// <param name="problems">Gets what is wrong with them, at every call.</param>
    /// <returns>Null when there are none, or when something is wrong.</returns>
    public Constraint? CompileConstraints(DiagnosticBag problems)
    {
        if (Constraints is null) return null;
        if (compiled is null)
        {
            var found = new DiagnosticBag();
            compiled = new CompiledConstraints(ConstraintCompiler.Compile(Constraints, found), found);
        }

        problems.AddRange(compiled.Problems);
        return compiled.Constraint;
    }

    private sealed record CompiledConstraints(Constraint? Constraint, DiagnosticBag Problems);
}
