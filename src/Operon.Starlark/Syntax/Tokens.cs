namespace Operon.Starlark.Syntax;

/// <summary>How tokens are written, and what binds how strongly.</summary>
internal static class Tokens
{
    /// <summary>The level of comparisons, which do not associate.</summary>
    public const int ComparisonLevel = 3;

    /// <summary>The level of <c>not</c>.</summary>
    public const int NotLevel = 2;

    private static readonly string[] Texts =
    [
        "illegal token", "end of file", "newline", "indent", "outdent", "identifier", "int literal", "float literal", "string literal", "bytes literal",
        "+", "-", "*", "/", "//", "%", "&", "|", "^", "<<", ">>", "~", ".", ",", "=", ";", ":", "(", ")", "[", "]", "{", "}", "<", ">", ">=", "<=", "==", "!=",
        "+=", "-=", "*=", "/=", "//=", "%=", "&=", "|=", "^=", "<<=", ">>=", "**",
        "and", "break", "continue", "def", "elif", "else", "for", "if", "in", "lambda", "load", "not", "not in", "or", "pass", "return", "while",
    ];

    private static readonly string[] Reserved = ["as", "class", "del", "except", "finally", "from", "global", "import", "is", "nonlocal", "raise", "try", "with", "yield"];

    /// <summary>The token as it is written, or what it is.</summary>
    public static string Text(this TokenKind kind) => Texts[(int)kind];

    /// <summary>The token as messages name it: punctuation in quotes.</summary>
    public static string Quoted(this TokenKind kind) => kind is >= TokenKind.Plus and <= TokenKind.StarStar ? $"'{kind.Text()}'" : kind.Text();

    /// <summary>How strongly a binary operator binds, from 0; -1 for other tokens.</summary>
    public static int Level(this TokenKind kind) => kind switch
    {
        TokenKind.Or => 0,
        TokenKind.And => 1,
        TokenKind.Not => NotLevel,
        TokenKind.EqualEqual or TokenKind.NotEqual or TokenKind.Less or TokenKind.Greater or TokenKind.LessEqual or TokenKind.GreaterEqual or TokenKind.In or TokenKind.NotIn => ComparisonLevel,
        TokenKind.Pipe => 4,
        TokenKind.Circumflex => 5,
        TokenKind.Ampersand => 6,
        TokenKind.LessLess or TokenKind.GreaterGreater => 7,
        TokenKind.Plus or TokenKind.Minus => 8,
        TokenKind.Star or TokenKind.Percent or TokenKind.Slash or TokenKind.SlashSlash => 9,
        _ => -1,
    };

    /// <summary>Whether it is <c>=</c> or one of <c>+=</c>, <c>-=</c>, ….</summary>
    public static bool IsAssignment(this TokenKind kind) => kind is TokenKind.Equals or (>= TokenKind.PlusEquals and <= TokenKind.GreaterGreaterEquals);

    /// <summary>The operator of an assignment such as <c>+=</c>.</summary>
    public static TokenKind Operator(this TokenKind assignment) => assignment - TokenKind.PlusEquals + TokenKind.Plus;

    /// <summary>The words that are no identifiers; those kept for later are illegal tokens.</summary>
    public static IEnumerable<(string Text, TokenKind Kind)> Keywords()
    {
        for (var kind = TokenKind.And; kind <= TokenKind.While; kind++)
        {
            // Two words.
            if (kind != TokenKind.NotIn) yield return (kind.Text(), kind);
        }

        foreach (var word in Reserved) yield return (word, TokenKind.Illegal);
    }
}
