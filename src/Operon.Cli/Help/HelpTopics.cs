namespace Operon.Cli.Help;

/// <summary>What <c>help</c> explains besides commands: a screen for each.</summary>
internal static class HelpTopics
{
    public static IReadOnlyList<Term> All { get; } =
    [
        new("refs", "Where ops are found, and what $(…) refers to"),
        new("inputs", "Where inputs come from, and how they are checked"),
        new("scope", "Which names an op sees, and how values get in and out"),
        new("coercion", "How a value of one type becomes one of another"),
    ];

    /// <summary>The text of a topic.</summary>
    public static string Read(string name)
    {
        using var text = new StreamReader(typeof(HelpTopics).Assembly.GetManifestResourceStream($"topic.{name}")!);
        return text.ReadToEnd();
    }
}
