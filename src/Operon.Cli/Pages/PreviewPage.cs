using System.Runtime.Versioning;
using Operon.Releases.Documents;
using Operon.Releases.Sdk;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Cli.Pages;

/// <summary>What a package file declares, as a page: its phases and tasks, or what is wrong with it (releases, section 4).</summary>
[UnsupportedOSPlatform("windows")]
internal static class PreviewPage
{
    /// <summary>The page.</summary>
    /// <param name="file">The file, as it was named.</param>
    /// <param name="read">What it declares, or why it cannot be read.</param>
    /// <param name="printed">What it printed.</param>
    public static Page Of(string file, Result<PackageConfiguration> read, IReadOnlyCollection<LogLine> printed)
    {
        var body = new Html();
        if (read.TryGet(out var package, out var failure)) Describe(package, body);
        else body.Preformatted(Shown(failure));
        if (printed.Count > 0) body.Element("h2", "It prints").Preformatted(string.Join('\n', printed.Select(l => l.Message)));
        return new Page(file, body) { Reloads = true };
    }

    private static void Describe(PackageConfiguration package, Html body)
    {
        if (package.Environments.Length > 0) body.Element("h2", "Environments").Element("ul", list =>
        {
            foreach (var environment in package.Environments) list.Element("li", item => item.Text(environment.Name).Element("span", environment.Attributes.ToString()));
        });
        if (package.Phases.IsEmpty && package.Environments.IsEmpty) body.Element("p", "No release configured");
        body.Element(
            "div",
            columns =>
            {
                foreach (var phase in package.Phases) columns.Element("section", column => Describe(phase, column));
            },
            ("class", "phases"));
    }

    private static void Describe(PhaseDeclaration phase, Html column)
    {
        column.Element("h2", phase.Name.Length > 0 ? phase.Name : "–");
        foreach (var task in phase.Tasks)
        {
            column.Element("p", p => p.Text(task.IsDeployment ? $"Deploy to {task.Name}" : task.Name).Element("span", $"{task.Function.Name}, {task.Function.Position}"));
            column.Element("ul", list =>
            {
                foreach (var (name, descriptor) in task.Inputs.Properties) list.Element("li", item => item.Text(name).Element("span", Shown(descriptor["ref"] ?? descriptor["value"] ?? descriptor)));
            });
        }
    }

    private static string Shown(JsonValue value) => value.AsText ?? value.ToString();

    private static string Shown(Diagnostic failure)
    {
        using var text = new StringWriter();
        new DiagnosticRenderer(text).Write(failure);
        return text.ToString();
    }
}
