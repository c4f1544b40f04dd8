using System.Buffers;
using System.Globalization;
using System.Text;
using Operon.Engine.Planning;

namespace Operon.Cli.Terminal;

/// <summary>Texts of a plan as a terminal can show them: nothing in them moves the cursor, and none fills the screen.</summary>
internal static class PlanWords
{
    private const int Longest = 2_000;

    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-");

    /// <summary>One line; control characters are spelled out.</summary>
    public static string Line(string text)
    {
        var shown = Shortened(text);
        if (!shown.Any(char.IsControl)) return shown;
        var line = new StringBuilder(shown.Length + 8);
        foreach (var c in shown)
        {
            if (c == '\n') line.Append("\\n");
            else if (c == '\t') line.Append("\\t");
            else if (char.IsControl(c)) line.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            else line.Append(c);
        }

        return line.ToString();
    }

    /// <summary>The lines of a text.</summary>
    public static IEnumerable<string> Lines(string text) => Shortened(text).TrimEnd('\n').Split('\n').Select(Line);

    /// <summary>A word as a shell would need it; what is unknown or secret as a whole stands bare.</summary>
    public static string Quoted(PlannedText word)
    {
        var text = Line(word.Text);
        var isBare = word.Secrets.Length > 0 || (word.Unknown is [var only] && only == word.Text);
        return isBare || (text.Length > 0 && text.AsSpan().IndexOfAnyExcept(Plain) < 0) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    private static string Shortened(string text) =>
        text.Length <= Longest ? text : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, Longest)}… ({text.Length - Longest} more characters)");
}
