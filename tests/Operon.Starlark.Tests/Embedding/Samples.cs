namespace Operon.Starlark.Tests.Embedding;

/// <summary>The samples of a document, and whether they are what a test compiles and runs. Spaces at the edges of lines do not count.</summary>
internal static class Samples
{
    /// <summary>All samples of a language in a document.</summary>
    /// <param name="source">The source file of the test.</param>
    /// <param name="document">Where the document is, from the top of the repository.</param>
    /// <param name="language">What stands behind the backticks.</param>
    public static IReadOnlyList<string> Of(string source, string document, string language) =>
        [.. File.ReadAllText(Path.Combine(Path.GetDirectoryName(source)!, "../../..", document))
            .Split($"```{language}\n").Skip(1).Select(rest => string.Join('\n', rest[..rest.IndexOf("```", StringComparison.Ordinal)].Split('\n').Select(line => line.Trim())).Trim())];

    /// <summary>Those of C# that do not stand in the source file of the test.</summary>
    public static IReadOnlyList<string> Strange(string source, string document)
    {
        var here = Lines(File.ReadAllText(source));
        return [.. Of(source, document, "csharp").Where(sample => !here.Contains(Lines(sample), StringComparison.Ordinal))];
    }

    private static string Lines(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
}
