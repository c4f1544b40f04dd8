using System.Text;
using System.Text.RegularExpressions;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Constraints;

/// <summary>Stands in for the patterns of Operon.Text, with their signatures.</summary>
internal sealed class Re2Pattern
{
    private readonly Regex regex;

    private Re2Pattern(Regex regex) => this.regex = regex;

    public static Result<Re2Pattern> Compile(string pattern)
    {
        try
        {
            return new Re2Pattern(new Regex(EndAtTheEnd(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return new Diagnostic(ConstraintRules.MalformedPattern, $"'{pattern}' is no pattern");
        }
    }

    public bool IsMatch(string text) => regex.IsMatch(text);

    // In .NET an unescaped '$' also matches before a last line feed.
    private static string EndAtTheEnd(string pattern)
    {
        var text = new StringBuilder(pattern.Length + 2);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            inClass = c == '[' || (inClass && c != ']');
            if (c == '$' && !inClass) text.Append("\\z");
            else text.Append(c);
            if (c == '\\' && i + 1 < pattern.Length) text.Append(pattern[++i]);
        }

        return text.ToString();
    }
}
