using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.References;

/// <summary>
/// A pattern of references (releases, section 3.3): <c>*</c> is anything without a slash, <c>**</c> anything, <c>?</c> one character but a
/// slash, <c>[a-z]</c> and <c>[!a]</c> one of a set, <c>{a,b}</c> either, <c>\</c> takes the next character as it is. Matching takes
/// time proportional to the text.
/// </summary>
public sealed class ReferencePattern
{
    private const int MaxLength = 4_096;

    private const int MostKept = 1_000;
    private const int LongestKept = 200;

    // A cascade asks the same of each of its waves.
    private static readonly ConcurrentDictionary<string, ReferencePattern> Kept = new(StringComparer.Ordinal);

    private static readonly SearchValues<char> Special = SearchValues.Create("*?[]{},\\!");

    private readonly PatternAutomaton? rest;

    private ReferencePattern(string text, string prefix, PatternAutomaton? rest)
    {
        Text = text;
        Prefix = prefix;
        this.rest = rest;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>What everything that matches begins with.</summary>
    public string Prefix { get; }

    /// <summary>Whether one text alone can match, which is <see cref="Prefix"/>.</summary>
    public bool IsExact => rest is null;

    /// <summary>Reads a pattern.</summary>
    /// <returns>The pattern, or <see cref="ReferenceRules.BadPattern"/>.</returns>
    public static Result<ReferencePattern> Parse(string text)
    {
        if (Kept.TryGetValue(text, out var known)) return known;
        if (text.Length > MaxLength) return Wrong(text[..40] + "…", $"it has {text.Length} characters", $"at most {MaxLength}");
        var reader = new PatternReader(text);
        if (reader.Read(out var rest) is { } problem) return Wrong(text, problem, null) with { Fix = @"close it, or write \[ or \{ for the sign itself" };
        var pattern = new ReferencePattern(text, reader.Prefix, rest);
        if (text.Length <= LongestKept && Kept.Count < MostKept) Kept.TryAdd(text, pattern);
        return pattern;
    }

    /// <summary>A pattern that matches one reference alone.</summary>
    public static string Escape(string reference)
    {
        if (reference.AsSpan().IndexOfAny(Special) < 0) return reference;
        var escaped = new StringBuilder();
        foreach (var character in reference)
        {
            if (Special.Contains(character)) escaped.Append('\\');
            escaped.Append(character);
        }

        return escaped.ToString();
    }

    /// <summary>Whether the whole text matches.</summary>
    public bool IsMatch(string reference) => reference.StartsWith(Prefix, StringComparison.Ordinal) && (rest is null ? reference.Length == Prefix.Length : rest.IsMatch(reference.AsSpan(Prefix.Length)));

    private static Diagnostic Wrong(string text, string problem, string? expected) => new(ReferenceRules.BadPattern, $"the pattern '{text}' cannot be read: {problem}") { Expected = expected };
}
