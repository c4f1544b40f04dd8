using System.Collections.Immutable;
using Operon.Opspec.Declarations;

namespace Operon.Engine.Validation;

/// <summary>The variables of an op that are directories wherever they are in scope: inputs of that type, and what containers mount as such.</summary>
internal static class CertainDirectories
{
    /// <summary>Their names; none that anything else in the op binds.</summary>
    public static ImmutableHashSet<string> Of(OpDeclaration op)
    {
        var directories = new HashSet<string>(StringComparer.Ordinal);
        var others = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in op.Inputs) (input.Type == ParameterType.Dir ? directories : others).Add(input.Name);
        if (op.Run is { } run) Collect(run, directories, others);
        directories.ExceptWith(others);
        return [.. directories];
    }

    private static void Collect(CallDeclaration call, HashSet<string> directories, HashSet<string> others)
    {
        switch (call)
        {
            case ContainerCallDeclaration container:
                directories.UnionWith(container.Dirs.Select(CallChecker.BoundBy).OfType<string>());
                others.UnionWith(container.Files.Select(CallChecker.BoundBy).OfType<string>());
                others.UnionWith(container.Sockets.Select(s => s.Variable));
                break;
            case SerialCallDeclaration serial:
                foreach (var child in serial.Calls) Collect(child, directories, others);
                break;
            case ParallelCallDeclaration parallel:
                foreach (var child in parallel.Calls) Collect(child, directories, others);
                break;
            case SerialLoopDeclaration loop:
                Collect(loop.Run, loop.Vars, directories, others);
                break;
            case ParallelLoopDeclaration loop:
                Collect(loop.Run, loop.Vars, directories, others);
                break;
            default:
                others.UnionWith(CallChecker.BoundBy(call));
                break;
        }
    }

    private static void Collect(CallDeclaration body, LoopVarsDeclaration vars, HashSet<string> directories, HashSet<string> others)
    {
        others.UnionWith(new[] { vars.Index, vars.Key, vars.Value }.OfType<string>());
        Collect(body, directories, others);
    }
}
