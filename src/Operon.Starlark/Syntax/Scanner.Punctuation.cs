namespace Operon.Starlark.Syntax;

/// <content>Brackets and operators.</content>
internal sealed partial class Scanner
{
    private TokenKind Punctuation(char c)
    {
        switch (c)
        {
            case ',':
                at++;
                return TokenKind.Comma;
            case '(':
                return Open(TokenKind.LeftParen);
            case '[':
                return Open(TokenKind.LeftBracket);
            case '{':
                return Open(TokenKind.LeftBrace);
            case ')':
                return Close(c, TokenKind.RightParen);
            case ']':
                return Close(c, TokenKind.RightBracket);
            case '}':
                return Close(c, TokenKind.RightBrace);
            case '.':
                at++;
                return TokenKind.Dot;
            case ':':
                at++;
                return TokenKind.Colon;
            case ';':
                at++;
                return TokenKind.Semicolon;
            case '~':
                at++;
                return TokenKind.Tilde;
            case '+':
                return WithEquals(TokenKind.Plus, TokenKind.PlusEquals);
            case '-':
                return WithEquals(TokenKind.Minus, TokenKind.MinusEquals);
            case '%':
                return WithEquals(TokenKind.Percent, TokenKind.PercentEquals);
            case '&':
                return WithEquals(TokenKind.Ampersand, TokenKind.AmpersandEquals);
            case '|':
                return WithEquals(TokenKind.Pipe, TokenKind.PipeEquals);
            case '^':
                return WithEquals(TokenKind.Circumflex, TokenKind.CircumflexEquals);
            case '=':
                return WithEquals(TokenKind.Equals, TokenKind.EqualEqual);
            case '*':
                at++;
                return Take('*') ? TokenKind.StarStar : Take('=') ? TokenKind.StarEquals : TokenKind.Star;
            case '/':
                return Doubled('/', TokenKind.Slash, TokenKind.SlashEquals, TokenKind.SlashSlash, TokenKind.SlashSlashEquals);
            case '<':
                return Doubled('<', TokenKind.Less, TokenKind.LessEqual, TokenKind.LessLess, TokenKind.LessLessEquals);
            case '>':
                return Doubled('>', TokenKind.Greater, TokenKind.GreaterEqual, TokenKind.GreaterGreater, TokenKind.GreaterGreaterEquals);
            case '!':
                at++;
                if (Take('=')) return TokenKind.NotEqual;
                throw Error(Start, "unexpected input character '!'");
            default:
                throw Error(Start, $"unexpected input character {Quoting.Character(text, at)}");
        }
    }

    private TokenKind Open(TokenKind kind)
    {
        brackets++;
        at++;
        return kind;
    }

    private TokenKind Close(char c, TokenKind kind)
    {
        if (brackets == 0) throw Error(Start, $"unexpected '{c}'");
        brackets--;
        at++;
        return kind;
    }

    private TokenKind WithEquals(TokenKind alone, TokenKind assignment)
    {
        at++;
        return Take('=') ? assignment : alone;
    }

    private TokenKind Doubled(char c, TokenKind alone, TokenKind withEquals, TokenKind twice, TokenKind twiceWithEquals)
    {
        at++;
        if (Take('=')) return withEquals;
        if (!Take(c)) return alone;
        return Take('=') ? twiceWithEquals : twice;
    }
}
