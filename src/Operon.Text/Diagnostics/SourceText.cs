namespace Operon.Text.Diagnostics;

/// <summary>A text that diagnostics point into, with the name it is shown under.</summary>
public sealed class SourceText
{
    private int[]? lineStarts;

    /// <summary>Keeps a text for pointing into.</summary>
    /// <param name="name">A path as the user wrote it, or another name that tells him which text it is.</param>
    /// <param name="text">The whole text.</param>
    public SourceText(string name, string text)
    {
        Name = name;
        Text = text;
    }

    /// <summary>The name it is shown under.</summary>
    public string Name { get; }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>Line and column of a place. Both count from 1; columns count code points.</summary>
    /// <param name="offset">UTF-16 units from the start; clamped to the text.</param>
    public (int Line, int Column) Position(int offset)
    {
        offset = Math.Clamp(offset, 0, Text.Length);
        var line = LineOf(offset);
        var column = 1;
        for (var i = Starts()[line]; i < offset; i++)
        {
            if (!char.IsLowSurrogate(Text[i])) column++;
        }

        return (line + 1, column);
    }

    /// <summary>The text of a line without its end.</summary>
    /// <param name="line">From 1.</param>
    public ReadOnlySpan<char> Line(int line)
    {
        var starts = Starts();
        if (line < 1 || line > starts.Length) return default;
        var start = starts[line - 1];
        var end = line < starts.Length ? starts[line] : Text.Length;
        return Text.AsSpan(start, end - start).TrimEnd("\r\n");
    }

    /// <summary>Where a line starts, in UTF-16 units from the start of the text.</summary>
    /// <param name="line">From 1; clamped to the lines there are.</param>
    public int LineStart(int line) => Starts()[Math.Clamp(line, 1, Starts().Length) - 1];

    private int LineOf(int offset)
    {
        var found = Array.BinarySearch(Starts(), offset);
        return found >= 0 ? found : ~found - 1;
    }

    private int[] Starts()
    {
        if (lineStarts is not null) return lineStarts;
        var starts = new List<int> { 0 };
        for (var i = Text.IndexOf('\n'); i >= 0; i = Text.IndexOf('\n', i + 1)) starts.Add(i + 1);
        return lineStarts = [.. starts];
    }
}
