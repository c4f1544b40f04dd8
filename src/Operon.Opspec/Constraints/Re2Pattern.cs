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
            var text = pattern.EndsWith('$') && !pattern.EndsWith("\\$", StringComparison.Ordinal) ? pattern[..^1] + "\\z" : pattern;
            return new Re2Pattern(new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return new Diagnostic(ConstraintRules.MalformedPattern, $"'{pattern}' is no pattern");
        }
    }

    public bool IsMatch(string text) => regex.IsMatch(text);
}
