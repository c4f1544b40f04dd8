using Operon.Text.Diagnostics;

namespace Operon.Opspec.Syntax;

/// <summary>What stands around a place in a text, for messages about it.</summary>
internal sealed class ErrorPlace
{
    private const int Shown = 40;
    private readonly string text;
    private readonly int at;
    private readonly int lineStart;
    private readonly int lineEnd;

    /// <summary>Looks at a place; one behind the end means the last character that is no white space.</summary>
    public ErrorPlace(SourceText source, int offset)
    {
        Source = source;
        text = source.Text;
        at = Math.Clamp(offset, 0, text.Length);
        if (at == text.Length) at = Math.Max(0, text.AsSpan().TrimEnd().Length - 1);
        lineStart = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
        var end = text.AsSpan(at).IndexOfAny('\r', '\n');
        lineEnd = end < 0 ? text.Length : at + end;
    }

    public SourceText Source { get; }

    public char Char => at < text.Length ? text[at] : ' ';

    public char Before => at > 0 ? text[at - 1] : ' ';

    public SourceSpan CharSpan => new(Source, at, Math.Min(1, text.Length - at));

    /// <summary>What stands before the place in its line.</summary>
    public string LineBefore => text[lineStart..at];

    /// <summary>The line without white space around it.</summary>
    public string Line => Cut(LineSpan.Text);

    public SourceSpan LineSpan
    {
        get
        {
            var line = text.AsSpan(lineStart, lineEnd - lineStart);
            var trimmed = line.TrimStart();
            return new(Source, lineStart + line.Length - trimmed.Length, trimmed.TrimEnd().Length);
        }
    }

    /// <summary>What stands at the place, up to the next white space.</summary>
    public string Word => Cut(WordSpan.Text);

    public SourceSpan WordSpan
    {
        get
        {
            var rest = text.AsSpan(at, lineEnd - at);
            var end = rest.IndexOfAny(' ', '\t');
            return new(Source, at, end < 0 ? rest.Length : Math.Max(1, end));
        }
    }

    public bool IsListItem => Char == '-' && (at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]));

    /// <summary>Whether the line begins in the column in which the nearest line above begins.</summary>
    public bool BeginsUnderLineAbove =>
        LineAbove() is { } above && above.Start - (text.LastIndexOf('\n', above.Start) + 1) == LineSpan.Start - lineStart;

    /// <summary>The nearest line above that is not blank, without white space around it.</summary>
    public SourceSpan? LineAbove()
    {
        for (var end = lineStart - 1; end > 0;)
        {
            var start = text.LastIndexOf('\n', end - 1) + 1;
            var line = new ErrorPlace(Source, start).LineSpan;
            if (line.Length > 0) return line;
            end = start - 1;
        }

        return null;
    }

    /// <summary>The first tab among the white space at the start of a line, from this line on.</summary>
    public SourceSpan? TabBelow()
    {
        for (var start = lineStart; start < text.Length;)
        {
            var blank = start;
            while (blank < text.Length && text[blank] == ' ') blank++;
            if (blank < text.Length && text[blank] == '\t') return new(Source, blank, 1);
            var next = text.IndexOf('\n', blank);
            if (next < 0) break;
            start = next + 1;
        }

        return Char == '\t' ? CharSpan : null;
    }

    /// <summary>In a text in double quotes that starts here: the first escape that is none.</summary>
    public SourceSpan BadEscape()
    {
        for (var i = text.IndexOf('\\', at); i >= 0 && i + 1 < text.Length; i = text.IndexOf('\\', i + 2))
        {
            var digits = text[i + 1] switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
            var known = "0abt\tnvfre \"/\\N_LPxuU\r\n".Contains(text[i + 1], StringComparison.Ordinal);
            if (known && i + 2 + digits <= text.Length && IsHex(text.AsSpan(i + 2, digits))) continue;
            var length = Math.Min(known ? 2 + digits : 2, LineEnd(i) - i);
            return new(Source, i, Math.Max(1, length));
        }

        return CharSpan;
    }

    private static bool IsHex(ReadOnlySpan<char> digits)
    {
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit(digit)) return false;
        }

        return true;
    }

    private int LineEnd(int from) => text.AsSpan(from).IndexOfAny('\r', '\n') is >= 0 and var length ? from + length : text.Length;

    private static string Cut(ReadOnlySpan<char> words) => words.Length <= Shown ? words.ToString() : $"{words[..Shown]}…";
}
