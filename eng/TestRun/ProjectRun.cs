using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace TestRun;

/// <summary>What one test project did.</summary>
/// <param name="Name">The project.</param>
/// <param name="Passed">How many tests passed.</param>
/// <param name="Failures">Each failed test with its message, and whatever else went wrong.</param>
/// <param name="Skips">Each skipped test with its reason.</param>
/// <param name="Summary">Lines that the tests wrote to <c>OPERON_TEST_SUMMARY</c>.</param>
/// <param name="Took">From start to end of its process.</param>
internal sealed record ProjectRun(
    string Name, int Passed, IReadOnlyList<string> Failures, IReadOnlyList<string> Skips, IReadOnlyList<string> Summary, TimeSpan Took)
{
    /// <summary>For the line that is printed when the project is done.</summary>
    public override string ToString()
    {
        var failed = Failures.Count > 0 ? $", {Failures.Count} FAILED" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Name}: {Passed + Failures.Count + Skips.Count} tests in {Took.TotalSeconds:0.0} s{failed}");
    }

    /// <summary>Reads what the project's process left behind.</summary>
    /// <param name="name">The project.</param>
    /// <param name="report">Its report in xunit's XML; missing when the process died first.</param>
    /// <param name="summary">The file the tests may have written lines to.</param>
    /// <param name="log">Its output, for when there is no report.</param>
    /// <param name="problem">What is wrong with how the process ended, or null.</param>
    /// <param name="took">From its start to its end.</param>
    public static ProjectRun Read(string name, string report, string summary, string log, string? problem, TimeSpan took)
    {
        var passed = 0;
        var failures = new List<string>();
        var skips = new List<string>();
        try
        {
            foreach (var test in XDocument.Load(report).Descendants("test"))
            {
                var title = (string?)test.Attribute("name") ?? "?";
                switch ((string?)test.Attribute("result"))
                {
                    case "Pass": passed++; break;
                    case "Skip": skips.Add($"{title}: {test.Element("reason")?.Value}"); break;
                    case "Fail": failures.Add(Failure(title, test)); break;
                }
            }

            failures.AddRange(XDocument.Load(report).Descendants("error").Select(e => Failure($"{name} ({(string?)e.Attribute("type")})", e)));
        }
        catch (Exception e) when (e is IOException or XmlException)
        {
            problem ??= "left no report";
        }

        if (problem is not null && failures.Count == 0) failures.Add($"{name} {problem}\n{Tail(log)}");
        return new(name, passed, failures, skips, File.Exists(summary) ? File.ReadAllLines(summary) : [], took);
    }

    private static string Failure(string title, XElement element)
    {
        var failure = element.Element("failure") ?? element;
        return $"{title}\n{Indented(failure.Element("message")?.Value)}\n{Indented(failure.Element("stack-trace")?.Value, 6)}";
    }

    private static string Tail(string log)
    {
        var lines = File.Exists(log) ? File.ReadAllLines(log) : [];
        return Indented(string.Join('\n', lines.TakeLast(30)), 30);
    }

    private static string Indented(string? text, int lines = 60) =>
        string.Join('\n', (text ?? "").TrimEnd().Split('\n').Take(lines).Select(l => "    " + l));
}
