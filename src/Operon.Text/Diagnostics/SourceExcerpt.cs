using System.Globalization;
using System.Text;

namespace Operon.Text.Diagnostics;

/// <summary>The line a span begins in, cut to a width around the span, and the marker that stands below it.</summary>
/// <param name="Gutter">Line number and separator.</param>
/// <param name="Line">The line, or the part of it around the span.</param>
/// <param name="Before">The space below the line before the marker.</param>
/// <param name="Marker"><c>^~~~</c> below the part of the span in this line.</param>
internal sealed record SourceExcerpt(string Gutter, string Line, string Before, string Marker)
{
    private const int TabStop = 4;
    private const char Cut = '…';

    /// <summary>What stands below <see cref="Gutter"/>.</summary>
    public string EmptyGutter => new string(' ', Gutter.Length - 2) + "| ";

    /// <summary>The excerpt for a span.</summary>
    /// <param name="span">In any text.</param>
    /// <param name="width">Columns for all of it.</param>
    public static SourceExcerpt Of(SourceSpan span, int width)
    {
        var (number, _) = span.Source.Position(span.Start);
        var gutter = string.Create(CultureInfo.InvariantCulture, $"{number,4} | ");
        width = Math.Max(width - gutter.Length, 16);

        var line = span.Source.Line(number);
        var start = Math.Clamp(span.Start - span.Source.LineStart(number), 0, line.Length);
        var length = Math.Clamp(span.Length, 0, line.Length - start);

        // Of a line of megabytes only the part around the span is looked at.
        var from = Math.Max(0, start - width);
        if (from > 0 && char.IsLowSurrogate(line[from])) from++;
        var cells = Cells(line[from..Math.Min(line.Length, start + (2 * width))], out var columns);
        var (first, last) = (ColumnOf(cells, start - from, columns), ColumnOf(cells, start - from + length, columns));

        var isWhole = from == 0 && start + (2 * width) >= line.Length && columns <= width;
        var left = isWhole || (from == 0 && last < width) ? 0 : Math.Max(0, first - (width / 3));
        return Window(gutter, cells, left, isWhole ? columns : left + width, from > 0 || left > 0, first, last, !isWhole);
    }

    private static SourceExcerpt Window(string gutter, List<Cell> cells, int left, int right, bool cutLeft, int first, int last, bool mayCutRight)
    {
        var shown = new StringBuilder();
        var limit = right - (cutLeft ? 1 : 0) - (mayCutRight ? 1 : 0);
        if (cutLeft) shown.Append(Cut);
        var end = left;
        var origin = -1;
        foreach (var cell in cells)
        {
            if (cell.Column < left) continue;
            if (origin < 0) origin = cell.Column;
            if (cell.Column + cell.Columns > limit)
            {
                shown.Append(Cut);
                break;
            }

            shown.Append(cell.Shown);
            end = cell.Column + cell.Columns;
        }

        if (origin < 0) origin = left;
        var indent = Math.Max(0, first - origin) + (cutLeft ? 1 : 0);
        var marked = Math.Max(1, Math.Min(last, end) - first);
        return new(gutter, shown.ToString(), new string(' ', indent), "^" + new string('~', marked - 1));
    }

    private static List<Cell> Cells(ReadOnlySpan<char> text, out int columns)
    {
        var cells = new List<Cell>(text.Length);
        var at = 0;
        columns = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var visible = VisibleText.Of(rune);
            var cell = rune.Value == '\t'
                ? new Cell(at, columns, TabStop - (columns % TabStop), new string(' ', TabStop - (columns % TabStop)))
                : new Cell(at, columns, VisibleText.Columns(visible), visible.ToString());
            cells.Add(cell);
            columns += cell.Columns;
            at += rune.Utf16SequenceLength;
        }

        return cells;
    }

    private static int ColumnOf(List<Cell> cells, int offset, int columns)
    {
        foreach (var cell in cells)
        {
            if (cell.Offset >= offset) return cell.Column;
        }

        return columns;
    }

    /// <summary>A character as it is shown.</summary>
    /// <param name="Offset">Where it is in the part of the line, in UTF-16 units.</param>
    /// <param name="Column">Where it is shown.</param>
    /// <param name="Columns">How wide.</param>
    /// <param name="Shown">As what.</param>
    private readonly record struct Cell(int Offset, int Column, int Columns, string Shown);
}
