namespace Operon.EndToEnd.Documents;

/// <summary>
/// A page of the documentation that can be followed: its code blocks <c>yaml file=PATH</c> are files, and those named
/// <c>console</c> are commands, each after <c>$ </c>, with what they print.
/// </summary>
internal sealed class Guide
{
    private const string Fence = "```";

    private Guide(IReadOnlyList<string> lines, IReadOnlyList<Block> blocks) => (Lines, Blocks) = (lines, blocks);

    public IReadOnlyList<string> Lines { get; }

    public IReadOnlyList<Block> Blocks { get; }

    public static Guide Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var blocks = new List<Block>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(Fence, StringComparison.Ordinal)) continue;
            var end = Array.FindIndex(lines, i + 1, l => l == Fence);
            var info = lines[i][Fence.Length..].Split(' ');
            var file = info.FirstOrDefault(w => w.StartsWith("file=", StringComparison.Ordinal))?["file=".Length..];
            if (file is not null || info[0] == "console") blocks.Add(new Block(i + 1, end, file));
            i = end;
        }

        return new Guide(lines, blocks);
    }

    /// <summary>The text of a block.</summary>
    public IEnumerable<string> Text(Block block) => Lines.Skip(block.From).Take(block.End - block.From);

    /// <summary>The commands of a block, with what each is said to print.</summary>
    public IEnumerable<(string Command, List<string> Printed)> Commands(Block block)
    {
        (string Command, List<string> Printed)? last = null;
        foreach (var line in Text(block))
        {
            if (line.StartsWith("$ ", StringComparison.Ordinal))
            {
                if (last is { } before) yield return before;
                last = (line[2..], []);
            }
            else
            {
                last?.Printed.Add(line);
            }
        }

        if (last is { } end) yield return end;
    }

    /// <summary>A block that the reader acts upon.</summary>
    /// <param name="From">Index of its first line.</param>
    /// <param name="End">Index of the line that ends it.</param>
    /// <param name="File">The file it is; null for commands.</param>
    internal sealed record Block(int From, int End, string? File);
}
