using Operon.Content.Locations;
using Operon.Opspec.Declarations;
using Operon.Opspec.Expressions;
using Operon.Opspec.Files;
using Operon.Opspec.Scopes;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Sources;

/// <summary>
/// Finds the op that a call refers to (specification, section 1.8): <c>$(…)</c> is any directory in scope, anything else a path,
/// looked up at the root, below the op and beside it. The first place that exists wins.
/// </summary>
public static class OpReferenceResolver
{
    /// <summary>The directory of the op, or a diagnostic that lists where it was looked for.</summary>
    public static Result<Location> Resolve(OpCallDeclaration call, Evaluation evaluation) =>
        ResolveValue(call, evaluation).TryGet(out var found, out var error) ? found.Location : error;

    /// <summary>The directory of the op as a value that knows of which secrets its path was made, or a diagnostic that lists where it was looked for.</summary>
    public static Result<DirValue> ResolveValue(OpCallDeclaration call, Evaluation evaluation)
    {
        if (call.Ref.StartsWith("$(", StringComparison.Ordinal) && call.Ref.EndsWith(')')) return Variable(call, evaluation);

        var candidates = Candidates(call.Ref, evaluation.Scope.OpDirectory).ToList();
        foreach (var candidate in candidates)
        {
            if (evaluation.Files.Find(candidate) != EntryKind.None) return new DirValue(candidate);
        }

        return new Diagnostic(EngineRules.OpNotFound, $"no op found for '{call.Ref}'", call.RefSpan)
        {
            Expected = $"a directory at {string.Join(" or ", candidates)}",
            Fix = call.Ref.Contains('#', StringComparison.Ordinal)
                ? "ops from git cannot be fetched by this version: put the repository into .opspec under this name"
                : "write a path from the op's directory, such as ../other",
        };
    }

    /// <summary>The places where a plain reference is looked for, in order.</summary>
    public static IEnumerable<Location> Candidates(string reference, Location opDirectory)
    {
        if (reference.StartsWith('/')) yield return new LocalLocation(reference);
        yield return opDirectory.Append(reference);
        yield return opDirectory.Append("..").Append(reference);
    }

    private static Result<DirValue> Variable(OpCallDeclaration call, Evaluation evaluation)
    {
        var expression = Expression.From(ScalarNode.String(call.RefSpan, call.Ref));
        if (!expression.Evaluate(evaluation).TryGet(out var value, out var error))
        {
            return new Diagnostic(EngineRules.OpNotFound, $"no op found for '{call.Ref}'", error.Span ?? call.RefSpan) { Cause = error };
        }

        return value is DirValue dir
            ? dir
            : new Diagnostic(EngineRules.OpNotFound, $"'{call.Ref}' is {ValueText.WithArticle(value.Kind)}, not an op", call.RefSpan) { Expected = "a directory with a file op.yml" };
    }
}
