using Operon.Starlark.Syntax;

namespace Operon.Starlark.Execution;

/// <summary>One call of a traceback.</summary>
/// <param name="File">The file in which it was; null within a builtin.</param>
/// <param name="Position">Where it was there: at the call that went on, or at what failed.</param>
/// <param name="Name">The name of the function; <c>&lt;toplevel&gt;</c> outside of functions.</param>
public sealed record TraceFrame(string? File, Position Position, string Name)
{
    /// <summary>The frame as tracebacks show it.</summary>
    /// <returns><c>FILE:LINE:COLUMN: in NAME</c></returns>
    public override string ToString() => File is null ? $"<builtin>: in {Name}" : $"{File}:{Position}: in {Name}";
}
