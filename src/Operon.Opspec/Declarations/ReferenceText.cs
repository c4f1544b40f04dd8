namespace Operon.Opspec.Declarations;

/// <summary>The outside of references.</summary>
internal static class ReferenceText
{
    /// <summary>Whether a text starts with <c>$(</c> and ends with <c>)</c> with something between.</summary>
    public static bool IsWhole(ReadOnlySpan<char> text) => text.Length > 3 && text[0] == '$' && text[1] == '(' && text[^1] == ')';

    /// <summary>The text without <c>$(</c> and <c>)</c> where it has them.</summary>
    public static string Trim(string text) => IsWhole(text) ? text[2..^1] : text;
}
