namespace Operon.Cli.Help;

/// <summary>All commands as one page of Markdown.</summary>
/// <param name="output">Where it goes.</param>
internal sealed class ReferencePage(TextWriter output)
{
    /// <summary>Writes the page.</summary>
    /// <param name="pages">The program first, then its commands in the order of the page.</param>
    public void Write(IReadOnlyList<CommandPage> pages)
    {
        output.WriteLine("""
            # Commands

            What `operon --help` and the help of each command say, in one place. Arguments in brackets may be left out, and `…` says that
            there may be several. Options stand before or behind the command's name; an environment variable counts where its option is
            not given, and is taken for empty where it does not fit. Under the name `opctl` a few things differ: see
            [compatibility](../compatibility.md).

            <!-- What follows is written by the tests. -->
            """);
        foreach (var page in pages)
        {
            output.WriteLine($"\n## {page.FullName}\n\n{Period(page.Description)}\n\n```\n{page.FullName} {page.Usage}\n```");
            Terms("argument", page.Arguments);
            if (page.Path.Length == 0 || page.Commands.Count > 0) Terms("command", page.Commands);
            Options(page.Options);
            if (page.Path.Length == 0)
            {
                output.WriteLine("\nAll commands have these options:");
                Options(page.Global);
                output.WriteLine("\nExit codes of all commands but `run`:");
            }

            if (page.Path is "" or "run") Terms("exit code", page.ExitCodes);
            if (page.Examples.Count == 0) continue;
            output.WriteLine("\n```sh");
            foreach (var example in page.Examples) output.WriteLine($"# {example.Purpose}\n{example.Line}");
            output.WriteLine("```");
        }
    }

    private static string Period(string text) => text.EndsWith('.') ? text : text + ".";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private void Terms(string title, IReadOnlyList<Term> terms)
    {
        if (terms.Count == 0) return;
        output.WriteLine($"\n| {title} | |\n|---|---|");
        foreach (var term in terms) output.WriteLine($"| `{term.Name}` | {Cell(term.Description)} |");
    }

    private void Options(IReadOnlyList<Term> options)
    {
        if (options.Count == 0) return;
        output.WriteLine("\n| option | | without it | variables |\n|---|---|---|---|");
        foreach (var option in options) output.WriteLine($"| `{option.Name}` | {Cell(option.Description)} | {(option.Default is null ? "" : $"`{option.Default}`")} | {string.Join(", ", option.Variables.Select(v => $"`{v}`"))} |");
    }
}
