using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal;

/// <summary>Rows of text, whose columns begin below each other. Nothing in it drives the terminal.</summary>
internal static class TextTable
{
    private const int LongestCell = 200;

    /// <summary>Writes them.</summary>
    /// <param name="rows">The head, then the others; an empty cell is shown as a dash.</param>
    /// <param name="output">Where to write.</param>
    public static void Write(IReadOnlyList<string[]> rows, TextWriter output)
    {
        var visible = rows.Select(r => r.Select(c => c.Length == 0 ? "-" : VisibleText.Of(c, LongestCell)).ToArray()).ToList();
        var widths = Enumerable.Range(0, visible[0].Length).Select(i => visible.Max(r => r[i].Length)).ToArray();
        foreach (var row in visible) output.WriteLine(string.Join("  ", row.Select((c, i) => c.PadRight(widths[i]))).TrimEnd());
    }
}
