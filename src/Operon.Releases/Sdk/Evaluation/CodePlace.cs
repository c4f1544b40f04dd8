using Operon.Starlark.Execution;
using Operon.Starlark.Syntax;

namespace Operon.Releases.Sdk.Evaluation;

/// <summary>A place in a configuration file.</summary>
/// <param name="File">The file, as positions name it; empty where there is none.</param>
/// <param name="Position">Line and column.</param>
internal readonly record struct CodePlace(string File, Position Position)
{
    /// <summary>Where a builtin was called.</summary>
    public static CodePlace Of(StarlarkThread thread) => thread.CallStack is [var caller, ..] ? new(caller.Function.File, caller.Position) : new("", default);
}
