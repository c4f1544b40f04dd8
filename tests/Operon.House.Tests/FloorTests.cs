using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Operon.House.Tests;

/// <summary>The floors of the house, as the table in docs/architecture.md gives them.</summary>
public sealed partial class FloorTests
{
    [Fact]
    public void Projects_OfSrc_EachHaveAFloorInTheTable()
    {
        var floors = Floors();
        var missing = Projects().Select(p => p.Name).Where(p => !floors.ContainsKey(p));
        missing.ShouldBeEmpty("docs/architecture.md gives them no floor");
    }

    [Fact]
    public void References_OfSrc_OnlyGoDown()
    {
        var floors = Floors();
        var sideways = Sideways().Matches(Checkout.Read("docs/architecture.md")).Select(m => (m.Groups["from"].Value, m.Groups["to"].Value)).ToHashSet();
        var wrong =
            from project in Projects()
            from reference in References(project.File)
            where floors[reference] >= floors[project.Name] && !sideways.Contains((project.Name, reference))
            select $"{project.Name} (floor {floors[project.Name]}) refers to {reference} (floor {floors[reference]})";
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Solution_ListsEveryProject()
    {
        var solution = Checkout.Read("Operon.slnx");
        string[] all = [.. Checkout.Files("src", "*.csproj"), .. Checkout.Files("tests", "*.csproj"), .. Checkout.Files("eng", "*.csproj")];
        all.Where(p => !solution.Contains($"\"{p}\"", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Projects_OfSrc_EachHaveTests() =>
        Projects().Select(p => p.Name).Where(n => !File.Exists(Checkout.Path($"tests/{n}.Tests/{n}.Tests.csproj"))).ShouldBeEmpty();

    private static IEnumerable<(string Name, string File)> Projects() =>
        Checkout.Files("src", "*.csproj").Select(f => (Path.GetFileNameWithoutExtension(f), f));

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(Checkout.Path(project)).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!));

    private static Dictionary<string, int> Floors() =>
        FloorRow().Matches(Checkout.Read("docs/architecture.md"))
            .ToDictionary(m => m.Groups["project"].Value, m => int.Parse(m.Groups["floor"].Value));

    [GeneratedRegex(@"^\| (?<floor>\d+) \| `(?<project>Operon\.\w+)`", RegexOptions.Multiline)]
    private static partial Regex FloorRow();

    [GeneratedRegex(@"`(?<from>Operon\.\w+)` uses `(?<to>Operon\.\w+)`")]
    private static partial Regex Sideways();
}
