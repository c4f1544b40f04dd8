using System.Collections.Immutable;
using Operon.Opspec.Declarations;
using Operon.Opspec.Expressions;
using Operon.Opspec.Interpolation;

namespace Operon.Engine.Planning;

/// <summary>Whether something refers to one of a set of variables.</summary>
internal static class Mentions
{
    public static bool Any(IEnumerable<Expression?> expressions, ImmutableHashSet<string> names) =>
        !names.IsEmpty && expressions.OfType<Expression>().SelectMany(e => e.Descendants()).OfType<TextExpression>().Any(t => Any(t.Template, names));

    public static bool Any(PredicateDeclaration predicate, ImmutableHashSet<string> names) =>
        Any(predicate.Operands, names) || (!names.IsEmpty && predicate.Reference is { } reference && Any(Template.Parse(reference.Text), names));

    /// <summary>Whether the call itself does; calls below it are not looked at.</summary>
    public static bool Any(CallDeclaration call, ImmutableHashSet<string> names) => call switch
    {
        ContainerCallDeclaration container => Any(
            [container.Cmd, container.EnvVars, container.Image.Ref, container.Image.Architecture, container.Image.PullCreds?.Username, container.Image.PullCreds?.Password, container.ContainerName, container.WorkDir, .. container.Dirs.Concat(container.Files).Select(m => m.Value)],
            names) || container.Sockets.Any(s => names.Contains(s.Variable)),
        OpCallDeclaration op => !names.IsEmpty && Any(Template.Parse(op.Ref), names),
        SerialLoopDeclaration loop => Any([loop.Range], names),
        ParallelLoopDeclaration loop => Any([loop.Range], names),
        _ => false,
    };

    private static bool Any(Template template, ImmutableHashSet<string> names) =>
        template.PlainReferences.Any(text => names.Any(name => text == name || (text.Length > name.Length && text.StartsWith(name, StringComparison.Ordinal) && text[name.Length] is '.' or '[' or '/')));
}
