using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Operon.Cli.Tests.Terminal;

/// <summary>
/// The pages about plans show what the program prints: the op.yml files of a page are written, and each <c>$ operon …</c> is run.
/// <c>OPERON_GOLDEN=1</c> writes what it prints into the pages.
/// </summary>
public sealed partial class PlanPageTests 
{
    [Theory]
    [InlineData("docs/how-to/see-what-a-run-would-do.md")]
    [InlineData("docs/formats/plan-json.md")]
    public async Task Page_ShowsWhatIsPrinted(string page)
    {
        var path = Path.Combine(Root(), page);
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var actual = text;
        foreach (Match block in Console().Matches(text))
        {
            using var directory = new WorkingDirectory();
            foreach (Match file in SourceFile().Matches(text)) directory.Write(file.Groups["path"].Value, file.Groups["text"].Value);
            directory.Write("ship/src/main.go", "package main\n");
            await directory.RunAsync(block.Groups["words"].Value.Split(' '));
            var isJson = block.Groups["words"].Value.Contains("json", StringComparison.Ordinal);
            var shown = isJson ? Indented(directory.Output) : directory.Output + directory.Errors;
            actual = actual.Replace(block.Value, $"```console\n$ operon {block.Groups["words"].Value}\n{shown}```", StringComparison.Ordinal);
        }

        if (Environment.GetEnvironmentVariable("OPERON_GOLDEN") == "1") await File.WriteAllTextAsync(path, actual, TestContext.Current.CancellationToken);
        else text.ShouldBe(actual);
    }

    private static string Indented(string json) =>
        JsonNode.Parse(json)!.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" }) + "\n";

    private static string Root()
    {
        var at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "Operon.slnx"))) at = Path.GetDirectoryName(at.TrimEnd('/')) ?? throw new DirectoryNotFoundException("no Operon.slnx above the tests");
        return at;
    }

    [GeneratedRegex(@"^```yaml file=(?<path>\S+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex SourceFile();

    [GeneratedRegex(@"^```console\n\$ operon (?<words>[^\n]+)\n.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Console();
}
