using Operon.Starlark.Syntax;

namespace Operon.Starlark;

/// <summary>
/// Statements such as <c>version("1.2")</c> that say something about the file itself, so that a host has to know them before it runs:
/// calls of one name with one literal string, each alone at the top of the file.
/// </summary>
/// <param name="Position">Where the statement begins.</param>
/// <param name="Text">The string; null if the arguments are something else.</param>
public sealed record Directive(Position Position, string? Text)
{
    /// <summary>Finds the directives of a file.</summary>
    /// <param name="file">Its name in positions.</param>
    /// <param name="text">What it says.</param>
    /// <param name="name">The name that they call.</param>
    /// <returns>Those of the file in their order; empty if there are none, null if the file does not even mention the name.</returns>
    /// <exception cref="StaticErrorException">It is no file of the language.</exception>
    public static IReadOnlyList<Directive>? Find(string file, string text, string name)
    {
        var statements = Parser.File(file, text).Statements;
        if (!IsMentioned(text, name)) return null;
        return
        [
            .. statements.OfType<ExpressionStatement>().Select(s => s.Expression).OfType<CallExpression>()
                .Where(call => call.Function is Identifier callee && callee.Name == name)
                .Select(call => new Directive(call.Start, call.Arguments is [{ Kind: ArgumentKind.Positional, Value: Literal { Value: string literal } }] ? literal : null)),
        ];
    }

    private static bool IsMentioned(string text, string name)
    {
        var scanner = new Scanner(text);
        for (var token = scanner.Next(); token != TokenKind.EndOfFile; token = scanner.Next())
        {
            if (token == TokenKind.Identifier && scanner.Word == name) return true;
        }

        return false;
    }
}
