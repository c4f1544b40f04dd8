using System.Runtime.InteropServices;

namespace Operon.Starlark.Syntax;

/// <summary>A place in a file.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1, in code points.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Position(int Line, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Line}:{Column}";
}
