using System.Text;

namespace Operon.Cli.Completion;

/// <summary>A command line up to the cursor, taken apart as shells do: words, quotes, backslashes. Nothing in it is expanded.</summary>
/// <param name="Before">The words before the one at the cursor.</param>
/// <param name="Word">That word, without its quotes.</param>
/// <param name="Kept">How much of that word stands before the part that bash replaces.</param>
/// <param name="Quote">The quote that is open; NUL when none is.</param>
internal sealed record ShellLine(IReadOnlyList<string> Before, string Word, int Kept, char Quote)
{
    // What bash takes for something else than itself, in and outside of double quotes.
    private const string Special = " \t\n\\\"'`$&|;<>()*?[]{}!#~=";
    private const string SpecialInQuotes = "\\\"`$!";

    /// <summary>Takes a line apart.</summary>
    /// <param name="line">What is typed.</param>
    /// <param name="breaks">The characters behind which bash begins a word of its own (COMP_WORDBREAKS).</param>
    public static ShellLine Parse(string line, string breaks)
    {
        var before = new List<string>();
        var word = new StringBuilder();
        var kept = 0;
        var quote = '\0';
        var isInWord = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (isInWord) before.Add(word.ToString());
                word.Clear();
                (isInWord, kept) = (false, 0);
                continue;
            }

            isInWord = true;
            if (quote == '\0' && c is '"' or '\'') (quote, kept) = (c, Opened(line, i, word.Length, kept));
            else if (c == quote && quote != '\0') quote = '\0';
            else if (c == '\\' && quote != '\'' && i + 1 < line.Length && (quote == '\0' || SpecialInQuotes.Contains(line[i + 1], StringComparison.Ordinal))) word.Append(line[++i]);
            else
            {
                word.Append(c);
                if (quote == '\0' && breaks.Contains(c, StringComparison.Ordinal)) kept = word.Length;
            }
        }

        return new ShellLine(before, word.ToString(), kept, quote);
    }

    /// <summary>What takes the place of the part that bash replaces, so that the word becomes a value.</summary>
    /// <param name="value">Begins with <see cref="Word"/>.</param>
    public string Quoted(string value)
    {
        var text = new StringBuilder();
        for (var i = Kept; i < value.Length; i++)
        {
            var c = value[i];
            if (Quote == '\'') text.Append(c == '\'' ? "'\\''" : c.ToString());
            else if (Quote == '"') text.Append(SpecialInQuotes.Contains(c, StringComparison.Ordinal) ? $"\\{c}" : c.ToString());
            else text.Append(NeedsQuote(value, i) ? $"\\{c}" : c.ToString());
        }

        return text.ToString();
    }

    // What is typed inside an open quote is replaced alone; a closed one belongs to its word.
    private static int Opened(string line, int at, int length, int kept)
    {
        var quote = line[at];
        for (var i = at + 1; i < line.Length; i++)
        {
            if (line[i] == '\\' && quote == '"') i++;
            else if (line[i] == quote) return kept;
        }

        return length;
    }

    // Inside of a word '=' and '#' are themselves, and so is a leading '~/' that was typed.
    private bool NeedsQuote(string value, int at) => value[at] switch
    {
        '=' => false,
        '#' => at == 0,
        '~' => at == 0 && !Word.StartsWith("~/", StringComparison.Ordinal),
        var c => Special.Contains(c, StringComparison.Ordinal),
    };
}
