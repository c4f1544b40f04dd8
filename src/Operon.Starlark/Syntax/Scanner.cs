using System.Globalization;

namespace Operon.Starlark.Syntax;

/// <summary>Cuts the text of a file into tokens. Line ends of every system are one newline.</summary>
internal sealed partial class Scanner(string text)
{
    private static readonly bool[] IsInWord = WordCharacters();

    private readonly WordTable words = new();
    private readonly Stack<int> indents = new([0]);
    private int at;
    private int begin;
    private int line = 1;

    // The column is the distance from here plus one: the start of the line, moved by each character of two units.
    private int lineStart;
    private int brackets;
    private int pendingIndents;
    private bool atLineStart = true;

    /// <summary>Where the scanner is: just after the token it gave last.</summary>
    public Position Position => new(line, at - lineStart + 1);

    /// <summary>Where the last token begins.</summary>
    public Position Start { get; private set; }

    /// <summary>The last word, which is the same object wherever it stands in the file.</summary>
    public string Word { get; private set; } = "";

    /// <summary>The last token as it is written.</summary>
    public SourceText Source => new(text, begin, at);

    /// <summary>What the last literal stands for: <see cref="long"/>, <see cref="System.Numerics.BigInteger"/>, <see cref="double"/>, <see cref="string"/> or bytes.</summary>
    public object? Value { get; private set; }

    private char Current => at < text.Length ? text[at] : '\0';

    private bool AtEnd => at >= text.Length;

    /// <summary>Goes to the next token.</summary>
    /// <returns>Its kind; at the end <see cref="TokenKind.EndOfFile"/>, again and again.</returns>
    /// <exception cref="ParseException">There is no token here.</exception>
    public TokenKind Next()
    {
        while (true)
        {
            var wasLineStart = atLineStart;
            var blank = wasLineStart && Indentation();
            if (pendingIndents != 0)
            {
                Start = Position;
                pendingIndents -= Math.Sign(pendingIndents);
                return wasIndent ? TokenKind.Indent : TokenKind.Outdent;
            }

            while (Current is ' ' or '\t') at++;
            var c = Current;
            if (c == '#')
            {
                SkipComment();
                c = Current;
            }

            if (AtEnd)
            {
                if (!EndsBlocks(wasLineStart, out var token)) continue;
                return token;
            }

            switch (c)
            {
                case '\n' or '\r':
                    atLineStart = true;
                    Start = Position;
                    SkipNewline();
                    if (brackets > 0 || blank) continue;
                    return TokenKind.Newline;
                case '\\':
                    at++;
                    if (Current is not ('\n' or '\r')) throw Error(Position, "stray backslash in program");
                    SkipNewline();
                    continue;
                default:
                    Start = Position;
                    begin = at;
                    return Token(c);
            }
        }
    }

    private bool wasIndent;

    // Whether the line is blank; otherwise indents and outdents wait to be given.
    private bool Indentation()
    {
        atLineStart = false;
        var column = 0;
        for (; Current is ' ' or '\t'; at++)
        {
            column += Current == ' ' ? 1 : 8 - (at - lineStart) % 8;
        }

        if (AtEnd || Current is '#' or '\n' or '\r') return true;
        if (brackets > 0) return false;
        if (column > indents.Peek())
        {
            indents.Push(column);
            wasIndent = true;
            pendingIndents = 1;
        }
        else if (column < indents.Peek())
        {
            wasIndent = false;
            while (column < indents.Peek())
            {
                indents.Pop();
                pendingIndents++;
            }

            if (column != indents.Peek()) throw Error(Position, "unindent does not match any outer indentation level");
        }

        return false;
    }

    // At the end of the file, blocks that are open end, after a newline if the last line has none.
    private bool EndsBlocks(bool wasLineStart, out TokenKind token)
    {
        Start = Position;
        token = TokenKind.EndOfFile;
        if (indents.Count == 1) return true;
        if (wasLineStart)
        {
            wasIndent = false;
            pendingIndents = indents.Count - 1;
            indents.Clear();
            indents.Push(0);
            return false;
        }

        atLineStart = true;
        token = TokenKind.Newline;
        return true;
    }

    private void SkipComment()
    {
        while (!AtEnd && Current is not ('\n' or '\r')) Advance();
    }

    private void SkipNewline()
    {
        at += Current == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
        line++;
        lineStart = at;
    }

    // Goes over one code point that is no newline.
    private void Advance()
    {
        if (char.IsHighSurrogate(Current) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
        {
            at++;
            lineStart++;
        }

        at++;
    }

    private bool Take(char expected)
    {
        if (Current != expected || AtEnd) return false;
        at++;
        return true;
    }

    private TokenKind Token(char c)
    {
        if (IsWordStart(c)) return WordOrPrefix(c);
        if (c is '"' or '\'') return String(raw: false, bytes: false);
        if (char.IsAsciiDigit(c)) return Number();
        if (c == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])) return Number();
        return Punctuation(c);
    }

    private TokenKind WordOrPrefix(char c)
    {
        switch (c)
        {
            case 'r' when IsQuote(1):
                at++;
                return String(raw: true, bytes: false);
            case 'b' when IsQuote(1):
                at++;
                return String(raw: false, bytes: true);
            case 'r' when at + 1 < text.Length && text[at + 1] == 'b' && IsQuote(2):
                at += 2;
                return String(raw: true, bytes: true);
        }

        while (true)
        {
            SkipAsciiWord();
            if (at >= text.Length || char.IsAscii(text[at]) || !IsWordStart(text[at])) break;
            Advance();
        }

        ref readonly var word = ref words.Of(text.AsSpan(begin, at - begin));
        Word = word.Text;
        return word.Kind;
    }

    private void SkipAsciiWord()
    {
        var rest = text.AsSpan(at);
        var length = 0;
        while (length < rest.Length && rest[length] < 0x80 && IsInWord[rest[length]]) length++;
        at += length;
    }

    private bool IsQuote(int ahead) => at + ahead < text.Length && text[at + ahead] is '"' or '\'' && at + ahead < text.Length;

    private bool IsWordStart(char c) =>
        char.IsAsciiLetter(c) || c == '_' || (c >= 0x80 && (char.IsHighSurrogate(c) ? CharUnicodeInfo.GetUnicodeCategory(text, at) : CharUnicodeInfo.GetUnicodeCategory(c)) <= UnicodeCategory.OtherLetter);

    private static ParseException Error(Position position, string message) => new(position, message);

    // A sequence of LINQ over characters is not compiled ahead, and every file begins here.
    private static bool[] WordCharacters()
    {
        var all = new bool[0x80];
        for (var c = '\0'; c < all.Length; c++) all[c] = char.IsAsciiLetterOrDigit(c) || c == '_';
        return all;
    }
}
