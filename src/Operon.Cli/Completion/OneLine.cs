using Operon.Text.Diagnostics;

namespace Operon.Cli.Completion;

/// <summary>Texts of others, for a list of candidates.</summary>
internal static class OneLine
{
    private const int Longest = 80;

    /// <summary>The first line of a text that has something in it, cut where it is long; null for none.</summary>
    public static string? Of(string? text)
    {
        var line = text?.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.Length > 0);
        return line is null ? null : VisibleText.Of(line, Longest);
    }
}
