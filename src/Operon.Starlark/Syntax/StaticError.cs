namespace Operon.Starlark.Syntax;

/// <summary>An error that is found without running the file.</summary>
/// <param name="File">The name of the file, as it was given.</param>
/// <param name="Position">Where it is.</param>
/// <param name="Message">What is wrong.</param>
public sealed record StaticError(string File, Position Position, string Message)
{
    /// <summary>The error as the command line prints it.</summary>
    /// <returns><c>FILE:LINE:COLUMN: MESSAGE</c></returns>
    public override string ToString() => $"{File}:{Position}: {Message}";
}
