using Operon.Starlark.Syntax;

namespace Operon.Releases.Sdk.Evaluation;

/// <summary>Names what a syntax error is about. The interpreter tells the place behind it, which for the end of a line is on the next one.</summary>
internal static class UnexpectedToken
{
    private const string Newline = "got newline";
    private const string Illegal = "got illegal token";
    private const int Longest = 60;

    /// <summary>What was found, as it stands in the file.</summary>
    /// <param name="error">The error.</param>
    /// <param name="source">The file.</param>
    /// <param name="at">Where the interpreter says that it is.</param>
    /// <returns>Null where the message says it, or nobody knows.</returns>
    public static string? Describe(StaticError error, string source, int at)
    {
        if (error.Message.StartsWith(Newline, StringComparison.Ordinal)) return LineBefore(source, at);
        if (!error.Message.StartsWith("got ", StringComparison.Ordinal)) return null;
        var start = at;
        while (start > 0 && (char.IsLetterOrDigit(source[start - 1]) || source[start - 1] == '_')) start--;
        if (start == at) return null;
        var word = source[start..at];
        return error.Message.StartsWith(Illegal, StringComparison.Ordinal) ? $"'{word}' is a word that Starlark keeps, and has no use for" : word.Length <= Longest ? $"before the mark: {word}" : null;
    }

    private static string? LineBefore(string source, int at)
    {
        var end = source.AsSpan(0, at).TrimEnd("\r\n").Length;
        var start = source.AsSpan(0, end).LastIndexOf('\n') + 1;
        var line = source[start..end].Trim();
        if (line.Length is 0 or > Longest) return null;
        return $"line {source.AsSpan(0, start).Count('\n') + 1} ends too early: {line}";
    }
}
