using Operon.Text.Patterns;

namespace Operon.Opspec.Constraints.Formats;

/// <summary><c>regex</c>: a pattern in the syntax of RE2.</summary>
internal static class RegexFormat
{
    public static bool Matches(string text) => Re2Pattern.Compile(text).IsOk;
}
