using System.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal.Live;

/// <summary>Makes a line that fits the terminal: what does not fit is cut, and nothing in it drives the terminal.</summary>
/// <param name="columns">How many columns there are.</param>
/// <param name="palette">How it looks.</param>
internal sealed class RowBuilder(int columns, Palette palette)
{
    private readonly StringBuilder text = new();
    private int used;
    private bool isCut;
    private bool isFull;

    /// <summary>Adds text. Where it does not fit it is cut, and what is added after it to the same part of the line is left out.</summary>
    /// <param name="added">The text.</param>
    /// <param name="tone">What it means.</param>
    /// <param name="reserved">How many columns are kept free for the end of the line.</param>
    public RowBuilder Add(string? added, Tone tone = Tone.Plain, int reserved = 0)
    {
        if (string.IsNullOrEmpty(added) || isFull || (isCut && reserved > 0)) return this;
        var start = palette.Start(tone);
        text.Append(start);
        foreach (var rune in added.EnumerateRunes())
        {
            var shown = VisibleText.Of(rune);
            if (!palette.HasUnicode && !shown.IsAscii) shown = new Rune('?');
            var width = VisibleText.Columns(shown);
            if (used + width > columns - reserved - 1)
            {
                // The last column is for the sign that something is missing.
                text.Append(palette.More);
                used++;
                isCut = true;
                isFull = reserved == 0;
                break;
            }

            text.Append(shown);
            used += width;
        }

        if (start.Length > 0) text.Append(palette.Reset);
        return this;
    }

    /// <summary>Fills with spaces up to a column.</summary>
    public RowBuilder PadTo(int column)
    {
        if (used < column && column < columns)
        {
            text.Append(' ', column - used);
            used = column;
        }

        return this;
    }

    public ScreenRow Build() => new(text.ToString(), used);
}
