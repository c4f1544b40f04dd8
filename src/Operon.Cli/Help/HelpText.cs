namespace Operon.Cli.Help;

/// <summary>A page for a terminal: 80 columns, whatever its width, so that it can be read and copied.</summary>
/// <param name="output">Where it goes.</param>
internal sealed class HelpText(TextWriter output)
{
    private const int Width = 80;
    private const int WidestName = 26;

    public void Write(CommandPage page)
    {
        Paragraph(page.Description, "");
        output.WriteLine($"\nUsage:\n  {page.FullName} {page.Usage}");
        Terms("Arguments", page.Arguments);
        Terms("Commands", page.Commands);
        Terms("Options", page.Options);
        Terms("Options of all commands", page.Global);
        Terms("Exit codes", page.ExitCodes);
        if (page.Examples.Count > 0) output.WriteLine("\nExamples:");
        foreach (var example in page.Examples) output.WriteLine($"  # {example.Purpose}\n  {example.Line}");
        if (page.Notes.Count > 0) output.WriteLine();
        foreach (var note in page.Notes)
        {
            if (note.StartsWith(' ') || note.Contains('\n', StringComparison.Ordinal)) output.WriteLine(note);
            else Paragraph(note, "");
        }
    }

    /// <summary>Breaks a text into lines of at most so many characters, between words.</summary>
    internal static IEnumerable<string> Lines(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }

    private void Terms(string title, IReadOnlyList<Term> terms)
    {
        if (terms.Count == 0) return;
        output.WriteLine($"\n{title}:");
        var width = Math.Min(WidestName, terms.Max(t => t.Name.Length)) + 2;
        foreach (var term in terms)
        {
            var text = term.Default is null ? term.Description : $"{term.Description} [default: {term.Default}]";
            var lines = Lines(text, Width - 2 - width).Concat(term.Variables.Count == 0 ? [] : Lines($"[{string.Join(", ", term.Variables)}]", Width - 2 - width)).ToList();

            // A name that is too long for its column has a line of its own.
            if (term.Name.Length + 2 > width) output.WriteLine($"  {term.Name}");
            for (var i = 0; i < lines.Count; i++)
            {
                var name = i == 0 && term.Name.Length + 2 <= width ? term.Name : "";
                output.Write($"  {name}");
                for (var column = name.Length; column < width; column++) output.Write(' ');
                output.WriteLine(lines[i]);
            }
        }
    }

    private void Paragraph(string text, string indent)
    {
        foreach (var line in Lines(text, Width - indent.Length)) output.WriteLine(indent + line);
    }
}
