using System.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Syntax;

/// <summary>
/// The text as the parser gets it: without a byte order mark, and with white space added where the parser wants more
/// indentation than YAML 1.1 does. Inside brackets and quotes white space at the start of a line means nothing, so the
/// tree is the same; this class leads its places back to the source.
/// </summary>
internal sealed class IndentedCopy
{
    // Far above what people write, far below what a text made to do harm could ask for.
    private const int MostAdded = 1 << 20;
    private readonly SourceText source;

    // Places in the source at which white space was added, in order, and how much there and before.
    private SortedDictionary<int, int>? added;
    private (int InCopy, int Added)[] shifts = [];

    public IndentedCopy(SourceText source)
    {
        this.source = source;
        Skipped = source.Text.StartsWith('\uFEFF') ? 1 : 0;
        Text = Skipped == 0 ? source.Text : source.Text[1..];
    }

    public string Text { get; private set; }

    private int Skipped { get; }

    /// <summary>From a place in the copy to the place in the source.</summary>
    public int ToSource(long inCopy)
    {
        var (low, high) = (0, shifts.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (shifts[middle].InCopy <= inCopy) low = middle + 1;
            else high = middle;
        }

        var before = low == 0 ? 0 : shifts[low - 1].Added;
        return (int)Math.Clamp(inCopy - before + Skipped, 0, source.Text.Length);
    }

    /// <summary>Indents the line of a place further than every line above it. False when it is so already.</summary>
    public bool IndentLine(int place)
    {
        var start = place == 0 ? 0 : source.Text.LastIndexOf('\n', place - 1) + 1;
        return start > 0 && Indent([start]);
    }

    /// <summary>Indents the lines that a text in quotes goes on with. False when there are none, or they are so already.</summary>
    public bool IndentQuoted(int quote)
    {
        var text = source.Text;
        if (quote >= text.Length || text[quote] is not ('"' or '\'')) return false;
        var lines = new List<int>();
        for (var i = quote + 1; i < text.Length; i++)
        {
            if (text[i] == '\\' && text[quote] == '"' && i + 1 < text.Length && text[i + 1] is not ('\r' or '\n')) i++;
            else if (text[i] == '\n') lines.Add(i + 1);
            else if (text[i] == text[quote]) break;
        }

        return Indent(lines);
    }

    private bool Indent(List<int> lines)
    {
        added ??= [];
        var changed = false;
        foreach (var line in lines) changed |= added.TryAdd(line, 0);
        if (!changed) return false;

        var width = 1;
        foreach (var line in source.Text.AsSpan().EnumerateLines()) width = Math.Max(width, 1 + line.Length - line.TrimStart(" -?").Length);
        if ((long)width * added.Count > MostAdded) return false;
        foreach (var line in lines) added[line] = width;
        var copy = new StringBuilder();
        var (at, total) = (Skipped, 0);
        shifts = new (int, int)[added.Count];
        var next = 0;
        foreach (var (line, count) in added)
        {
            copy.Append(source.Text, at, line - at).Append(' ', count);
            at = line;
            total += count;
            shifts[next++] = (copy.Length, total);
        }

        Text = copy.Append(source.Text, at, source.Text.Length - at).ToString();
        return true;
    }
}
