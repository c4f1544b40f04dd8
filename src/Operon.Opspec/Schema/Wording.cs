using System.Globalization;
using System.Text;
using Operon.Opspec.Syntax;

namespace Operon.Opspec.Schema;

/// <summary>How messages put things that users wrote into words.</summary>
internal static class Wording
{
    private const int Longest = 60;

    /// <summary><c>a, b or c</c>.</summary>
    public static string Either(IReadOnlyList<string> words) => Join(words, " or ");

    /// <summary><c>a, b and c</c>.</summary>
    public static string All(IReadOnlyList<string> words) => Join(words, " and ");

    /// <summary>A text in one line: control characters escaped, the end of a long one left out.</summary>
    public static string Shown(string text)
    {
        var length = Math.Min(text.Length, Longest);
        if (length < text.Length && char.IsHighSurrogate(text[length - 1])) length--;
        var shown = new StringBuilder(length + 1);
        foreach (var c in text.AsSpan(0, length))
        {
            if (c == '\n') shown.Append("\\n");
            else if (char.IsControl(c)) shown.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            else shown.Append(c);
        }

        if (length < text.Length) shown.Append('…');
        return shown.ToString();
    }

    /// <summary>What a node is, for messages that say it should not be that.</summary>
    public static string Found(SyntaxNode node) => node switch
    {
        MappingNode => "an object",
        SequenceNode => "an array",
        ScalarNode { Kind: ScalarKind.Boolean } scalar => $"the boolean {Written(scalar)}",
        ScalarNode { Kind: ScalarKind.Number } scalar => $"the number {Written(scalar)}",
        ScalarNode { Kind: ScalarKind.String, Text: "" } => "an empty string",
        ScalarNode { Kind: ScalarKind.String } scalar => $"the string '{Shown(scalar.Text)}'",
        _ => "null",
    };

    /// <summary>A number or boolean as it stands in the file: <c>1.0</c> and not <c>1</c>.</summary>
    public static string Written(ScalarNode scalar) => scalar.Span.Length is > 0 and <= Longest ? Shown(scalar.Span.Text.ToString()) : scalar.Text;

    private static string Join(IReadOnlyList<string> words, string last) => words.Count switch
    {
        0 => "",
        1 => words[0],
        _ => string.Join(", ", words.Take(words.Count - 1)) + last + words[^1],
    };
}
