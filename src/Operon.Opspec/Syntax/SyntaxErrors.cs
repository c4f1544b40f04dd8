using Operon.Text.Diagnostics;

namespace Operon.Opspec.Syntax;

/// <summary>
/// Says what is wrong with a text that the parser refused. The parser's sentence tells the kind of the problem; the
/// text around the place tells what its author meant.
/// </summary>
internal static class SyntaxErrors
{
    private const string QuoteIt = "put the text in quotes";

    /// <summary>The diagnostic for what the parser refused.</summary>
    /// <param name="source">The text.</param>
    /// <param name="said">The parser's sentence.</param>
    /// <param name="at">The place that the parser names.</param>
    /// <param name="bracket">Where the innermost bracket stands that is open, or -1.</param>
    public static Diagnostic Explain(SourceText source, string said, int at, int bracket)
    {
        var place = new ErrorPlace(source, at);
        bool Says(string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);
        if (Says("tab") && place.TabBelow() is { } tab) return Tab(tab);
        if (Says("cannot start any token")) return BadStart(place);
        if (Says("invalid mapping") || Says("mapping values are not allowed")) return ColonInside(place);
        if (Says("expected ':'")) return MissingColon(place);
        if (Says("unexpected end of stream") || Says("document indicator")) return UnclosedQuote(place);
        if (Says("expected ','")) return Bracket(place, bracket);
        if (Says("expected key") || Says("expected '-'") || Says("<document end>") || Says("<document start>")) return Unrelated(place, Says("expected '-'"));
        if (Says("node content")) return NothingHere(place);
        if (Says("sequence entries are not allowed")) return ListAfterKey(place);
        if (Says("escape") || Says("hexadecimal") || Says("hexdecimal")) return Escape(place);
        if (Says("block scalar")) return BlockHeader(place);
        if (Says("anchor or alias")) return Anchor(place);
        if (Says("tag")) return new(SyntaxRules.Tag, $"'{place.Word}' is no tag that is known here", place.WordSpan) { Fix = $"remove the tag, or {QuoteIt} if none is meant" };
        if (Says("directive") || Says("incompatible YAML")) return Directive(place);
        if (Says("mapping keys are not allowed")) return ReservedStart(place);
        if (Says("indentation")) return TooFarLeft(place);
        return new(SyntaxRules.Malformed, $"this is not YAML near '{place.Word}': {char.ToLowerInvariant(said[0])}{said[1..].TrimEnd('.')}", place.WordSpan);
    }

    /// <summary>A line inside brackets or quotes that begins too far to the left.</summary>
    public static Diagnostic TooFarLeft(ErrorPlace place) =>
        new(SyntaxRules.Indentation, "this goes on in a line that is not indented more than the key it belongs to", place.WordSpan)
        {
            Fix = "indent the lines inside brackets or quotes further than their key",
        };

    /// <summary>A line that begins with <c>%</c> and is no directive.</summary>
    public static Diagnostic Directive(ErrorPlace place) =>
        new(SyntaxRules.Directive, $"'{place.Line}' is no directive of YAML 1.1", place.LineSpan) { Fix = "put a text that begins with '%' in quotes" };

    /// <summary>A tag that cannot be read at all.</summary>
    public static Diagnostic TagText(ErrorPlace place) =>
        new(SyntaxRules.Tag, $"'{place.Line}' holds a tag that is incomplete", place.LineSpan) { Fix = $"remove the tag, or {QuoteIt} if it begins with '!'" };

    private static Diagnostic Tab(SourceSpan span) =>
        new(SyntaxRules.TabIndentation, "a tab stands where indentation is counted", span) { Fix = "indent with spaces" };

    private static Diagnostic BadStart(ErrorPlace place) => place.Char == '\t' ? Tab(place.CharSpan) : ReservedStart(place);

    private static Diagnostic ReservedStart(ErrorPlace place) =>
        new(SyntaxRules.ReservedStart, $"a text cannot begin with '{place.Char}'", place.WordSpan) { Fix = QuoteIt };

    private static Diagnostic ColonInside(ErrorPlace place)
    {
        if (place.LineBefore.Contains(": ", StringComparison.Ordinal))
        {
            return new(SyntaxRules.UnexpectedColon, "a second ': ' in one line", place.CharSpan)
            {
                Expected = "one key and its value",
                Fix = $"{QuoteIt} if the colon belongs to it, else begin a new line",
            };
        }

        var above = place.LineAbove();
        if (above is { } line && !line.Text.Contains(':') && !line.Text.StartsWith("- ")) return MissingColon(new ErrorPlace(place.Source, line.Start));
        return new(SyntaxRules.Indentation, $"'{place.LineBefore.Trim()}' is indented as if it went on with the value above", place.LineSpan)
        {
            Fix = "let it begin in the same column as the other keys of its mapping, or remove the value above",
        };
    }

    private static Diagnostic MissingColon(ErrorPlace place) =>
        new(SyntaxRules.MissingColon, $"'{place.Line}' has no colon", place.LineSpan) { Expected = "a key, a colon, a space and a value" };

    private static Diagnostic UnclosedQuote(ErrorPlace place) =>
        new(SyntaxRules.UnclosedQuote, $"the quote {place.Char} is not closed", place.CharSpan)
        {
            Fix = $"write {place.Char} at the end of the text, or put a text that begins with a quote in quotes of the other kind",
        };

    private static Diagnostic Bracket(ErrorPlace place, int bracket)
    {
        if (place.Char is '{' or '[' && !char.IsWhiteSpace(place.Before))
        {
            return new(SyntaxRules.FlowCollection, $"a plain text inside brackets cannot contain '{place.Char}'", place.CharSpan) { Fix = QuoteIt };
        }

        if (bracket < 0) return new(SyntaxRules.FlowCollection, "a bracket is not closed, or a comma is missing", place.WordSpan) { Fix = "close the bracket, or separate its items by commas" };
        var opening = new ErrorPlace(place.Source, bracket);
        var (line, _) = place.Source.Position(bracket);
        return new(SyntaxRules.FlowCollection, $"the '{opening.Char}' of line {line} is not closed, or a comma is missing before this", place.WordSpan)
        {
            Fix = opening.Char == '[' ? "write ']' at its end, and commas between the items" : "write '}' at its end, and commas between the entries",
        };
    }

    private static Diagnostic Unrelated(ErrorPlace place, bool list)
    {
        if (place.Char is ']' or '}')
        {
            return new(SyntaxRules.FlowCollection, $"'{place.Char}' closes no bracket that is open", place.CharSpan) { Fix = "remove it, or open the bracket before" };
        }

        if (place.LineBefore.Trim() is { Length: > 0 } before && before != "-")
        {
            var quoted = before[^1] is '\'' or '"';
            return new(SyntaxRules.TextAfterValue, $"'{place.Word}' follows a value that ended before it", place.WordSpan)
            {
                Fix = quoted ? $"put the whole text in one pair of quotes; inside, write {(before[^1] == '\'' ? "''" : "\\\"")} for a quote" : $"{QuoteIt} as a whole",
            };
        }

        if (!place.IsListItem && !place.Line.Contains(':', StringComparison.Ordinal) && place.BeginsUnderLineAbove) return MissingColon(place);
        var words = place.IsListItem ? "a list item stands where a key was expected"
            : list ? $"'{place.Word}' stands where another list item was expected"
            : $"'{place.Word}' is not indented like the lines it should belong to";
        return new(SyntaxRules.Indentation, words, place.WordSpan) { Fix = "let the keys of a mapping, or the dashes of a list, begin in one column" };
    }

    private static Diagnostic NothingHere(ErrorPlace place)
    {
        var after = place.LineBefore.TrimEnd() is { Length: > 0 } before ? before[^1] : ' ';
        return after is ',' or '[' or '{' ? new(SyntaxRules.FlowCollection, $"nothing stands after '{after}'", place.CharSpan) { Fix = "remove a comma or write the item" }
            : new(SyntaxRules.ReservedStart, $"a value cannot begin with '{place.Char}'", place.WordSpan) { Fix = QuoteIt };
    }

    private static Diagnostic ListAfterKey(ErrorPlace place) =>
        new(SyntaxRules.Indentation, "a list cannot begin in the line of its key", place.WordSpan) { Fix = $"begin the list in the next line, or {QuoteIt}" };

    private static Diagnostic Escape(ErrorPlace place)
    {
        var span = place.BadEscape();
        return new(SyntaxRules.Escape, $"'{span.Text}' is no escape", span) { Fix = "write two backslashes for one, or use single quotes, in which a backslash is just that" };
    }

    private static Diagnostic BlockHeader(ErrorPlace place) =>
        new(SyntaxRules.TextAfterValue, $"'{place.Line}' has more than '|' or '>' and its indicators", place.LineSpan)
        {
            Expected = "'|' or '>', then '-' or '+' if wanted, then the text in the next line",
        };

    private static Diagnostic Anchor(ErrorPlace place) =>
        new(SyntaxRules.UnknownAnchor, $"'{place.Char}' has no name after it", place.CharSpan) { Fix = $"{QuoteIt} if it is meant as such" };
}
