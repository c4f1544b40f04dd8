using System.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal.Live;

/// <summary>What a line begins with in a terminal: the name of its call in its own colour, padded so that lines stand below each other.</summary>
/// <param name="palette">How it looks.</param>
internal sealed class LogLabel(Palette palette)
{
    private const int Widest = 24;
    private int width;

    /// <summary>The beginning of the lines of a call.</summary>
    /// <param name="label">Its name or path; the end of one that is too long is kept, because that tells most.</param>
    public byte[] Of(string label)
    {
        var runes = label.EnumerateRunes().Select(VisibleText.Of).Select(r => palette.HasUnicode || r.IsAscii ? r : new Rune('?')).ToList();
        var columns = runes.Sum(VisibleText.Columns);
        var from = 0;
        if (columns > Widest)
        {
            for (; columns > Widest - 1; from++) columns -= VisibleText.Columns(runes[from]);
            columns++;
        }

        width = Math.Max(width, columns);
        var text = new StringBuilder(palette.StartOf(label)).Append('[');
        if (from > 0) text.Append(palette.More);
        foreach (var rune in runes.Skip(from)) text.Append(rune);
        return Encoding.UTF8.GetBytes(text.Append(' ', width - columns).Append(']').Append(palette.Reset).Append(' ').ToString());
    }
}
