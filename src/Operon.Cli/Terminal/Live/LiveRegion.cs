using System.Buffers;
using System.Text;

namespace Operon.Cli.Terminal.Live;

/// <summary>
/// The lower end of a terminal, which is drawn again and again, below lines that stay. Only lines that changed are written, and all
/// of one change at once, so that nothing flickers.
/// </summary>
/// <param name="output">The terminal.</param>
/// <param name="isDrawn">Whether there are pictures at all; without, nothing but the lines is written.</param>
internal sealed class LiveRegion(Stream output, bool isDrawn)
{
    private const string BeginUpdate = "\e[?2026h";
    private const string EndUpdate = "\e[?2026l";
    private const string Down = "\e[B";
    private const string ClearRest = "\e[K";
    private const string HideCursor = "\e[?25l";
    private const string ShowCursor = "\e[?25h";

    private readonly ArrayBufferWriter<byte> above = new();
    private IReadOnlyList<ScreenRow> drawn = [];
    private int columns;
    private bool isHidden;

    /// <summary>How many bytes of lines wait to be shown.</summary>
    public int Waiting => above.WrittenCount;

    /// <summary>Adds to the lines that stay; whole lines, each with its end. They are shown with the next picture.</summary>
    public void Write(ReadOnlySpan<byte> lines) => above.Write(lines);

    /// <summary>Shows the lines that wait, and the picture below them.</summary>
    /// <param name="rows">The picture, each line narrower than the terminal.</param>
    /// <param name="width">How many columns the terminal has now.</param>
    public void Draw(IReadOnlyList<ScreenRow> rows, int width)
    {
        if (!isDrawn)
        {
            output.Write(above.WrittenSpan);
            above.ResetWrittenCount();
            output.Flush();
            return;
        }

        var hasLines = above.WrittenCount > 0;
        var isResized = width != columns && drawn.Count > 0;
        var first = hasLines || isResized ? 0 : FirstChange(rows);
        if (!hasLines && !isResized && first == rows.Count && rows.Count == drawn.Count) return;

        var text = new StringBuilder(BeginUpdate);
        if (!isHidden && rows.Count > 0) text.Append(HideCursor);
        var isWhole = hasLines || isResized || rows.Count != drawn.Count;
        var height = Height(width) - (isResized || hasLines ? 0 : first);

        // Typed keys may have been echoed where the cursor waits.
        text.Append('\r').Append(ClearRest);
        Up(text, height);
        if (isWhole) Clear(text, height);
        if (hasLines)
        {
            Put(text);
            output.Write(above.WrittenSpan);
            above.ResetWrittenCount();
        }

        for (var i = first; i < rows.Count; i++)
        {
            if (isWhole || drawn[i] != rows[i]) text.Append(rows[i].Text).Append(isWhole ? "" : ClearRest);
            text.Append("\r\n");
        }

        if (isHidden && rows.Count == 0) text.Append(ShowCursor);
        isHidden = rows.Count > 0;
        text.Append(EndUpdate);
        Put(text);
        output.Flush();
        (drawn, columns) = (rows, width);
    }

    /// <summary>Takes the picture away and shows what waits.</summary>
    public void Close() => Draw([], columns);

    private int FirstChange(IReadOnlyList<ScreenRow> rows)
    {
        var same = 0;
        while (same < rows.Count && same < drawn.Count && rows[same] == drawn[same]) same++;
        return same;
    }

    // A terminal that became narrower has broken the lines that were too long for it.
    private int Height(int width)
    {
        if (width >= columns || width < 1) return drawn.Count;
        return drawn.Sum(r => Math.Max(1, (r.Columns + width - 1) / width));
    }

    private static void Up(StringBuilder text, int lines)
    {
        if (lines > 0) text.Append("\e[").Append(lines).Append('A');
    }

    // Line by line: a terminal may keep what is cleared at once in its history.
    private static void Clear(StringBuilder text, int lines)
    {
        for (var i = 0; i < lines; i++) text.Append(ClearRest).Append(Down);
        Up(text, lines);
    }

    private void Put(StringBuilder text)
    {
        output.Write(Encoding.UTF8.GetBytes(text.ToString()));
        text.Clear();
    }
}
