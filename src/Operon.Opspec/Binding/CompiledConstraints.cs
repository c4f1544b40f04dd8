using System.Runtime.CompilerServices;
using Operon.Opspec.Constraints;
using Operon.Opspec.Syntax;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Binding;

/// <summary>Compiles the constraints of a declaration once, however often it is called.</summary>
internal static class CompiledConstraints
{
    private static readonly ConditionalWeakTable<MappingNode, Compiled> Known = [];

    /// <summary>The constraints, or null when they cannot be compiled, with the reasons in <paramref name="problems"/>.</summary>
    public static Constraint? Of(MappingNode constraints, DiagnosticBag problems)
    {
        var compiled = Known.GetValue(constraints, static node =>
        {
            var found = new DiagnosticBag();
            return new Compiled(ConstraintCompiler.Compile(node, found), found);
        });
        if (compiled.Problems.HasErrors) problems.AddRange(compiled.Problems);
        return compiled.Constraint;
    }

    private sealed record Compiled(Constraint? Constraint, DiagnosticBag Problems);
}
