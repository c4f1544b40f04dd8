using System.Globalization;
using System.Text;

namespace Operon.Cli.Help;

/// <summary>A page in the man macros of roff, in the sections that readers of manuals expect.</summary>
/// <param name="output">Where it goes.</param>
/// <param name="date">When the page was made.</param>
internal sealed class ManualPage(TextWriter output, DateTimeOffset date)
{
    public void Write(CommandPage page)
    {
        var name = page.FullName.Replace(' ', '-');
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $".TH {Word(name.ToUpperInvariant())} 1 {date:yyyy-MM-dd} Operon \"Operon manual\""));
        Section("NAME");
        output.WriteLine($"{Text(name)} \\- {Text(page.Description.TrimEnd('.'))}");
        Section("SYNOPSIS");
        output.WriteLine($".B {Text(page.FullName)}");
        Line(page.Usage);
        Terms("ARGUMENTS", page.Arguments);
        Terms("COMMANDS", page.Commands);
        Terms("OPTIONS", page.Options);
        Terms("OPTIONS OF ALL COMMANDS", page.Global);
        var variables = page.Options.Concat(page.Global).Where(t => t.Variables.Count > 0).ToList();
        Terms("ENVIRONMENT", [.. variables.Select(t => new Term(string.Join(", ", t.Variables), $"Counts where {t.Name.Split(' ')[0].TrimEnd(',')} is not given, the first before the second"))]);
        Terms("EXIT STATUS", page.ExitCodes);
        if (page.Examples.Count > 0) Section("EXAMPLES");
        foreach (var example in page.Examples)
        {
            output.WriteLine(".TP");
            Line(char.ToUpperInvariant(example.Purpose[0]) + example.Purpose[1..] + ":");
            output.WriteLine($".EX\n{Start(Text(example.Line))}\n.EE");
        }

        if (page.Path.Length > 0)
        {
            Section("SEE ALSO");
            output.WriteLine(".BR operon (1)");
        }
        else
        {
            Section("SEE ALSO");
            Line(string.Join(", ", page.Commands.Select(c => $"operon-{c.Name}(1)")));
        }
    }

    private void Section(string title) => output.WriteLine($".SH {Word(title)}");

    private void Terms(string title, IReadOnlyList<Term> terms)
    {
        if (terms.Count == 0) return;
        Section(title);
        foreach (var term in terms)
        {
            output.WriteLine($".TP\n.B {Text(term.Name)}");
            Line(term.Default is null ? term.Description : $"{term.Description} (default: {term.Default})");
            if (term.Variables.Count > 0) Line($"[{string.Join(", ", term.Variables)}]");
        }
    }

    private void Line(string text)
    {
        foreach (var line in HelpText.Lines(text, 78)) output.WriteLine(Start(Text(line)));
    }

    // A dot or quote at the beginning of a line would be a request.
    private static string Start(string line) => line.StartsWith('.') || line.StartsWith('\'') ? $"\\&{line}" : line;

    private static string Word(string text) => $"\"{Text(text)}\"";

    private static string Text(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text) result.Append(c switch { '\\' => "\\e", '-' => "\\-", '\'' => "\\(aq", '`' => "\\(ga", '"' => "\\(dq", '^' => "\\(ha", '~' => "\\(ti", '…' => "...", _ => c.ToString() });
        return result.ToString();
    }
}
