using System.Collections.Immutable;

namespace Operon.Starlark.Syntax;

/// <summary>A file or expression cannot run: it has static errors.</summary>
/// <param name="errors">All of them, in the order in which they were found; at least one.</param>
public sealed class StaticErrorException(ImmutableArray<StaticError> errors) : Exception(errors[0].ToString())
{
    /// <summary>All static errors, in the order in which they were found.</summary>
    public ImmutableArray<StaticError> Errors { get; } = errors;
}
