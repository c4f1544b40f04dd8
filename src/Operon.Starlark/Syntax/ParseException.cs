namespace Operon.Starlark.Syntax;

/// <summary>Ends scanning and parsing at the first error.</summary>
internal sealed class ParseException(Position position, string message) : Exception(message)
{
    public Position Position { get; } = position;
}
