using System.Buffers;
using System.Text;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Patterns;

namespace Operon.Releases.References;

/// <summary>
/// A pattern of references (releases, section 3.3): <c>*</c> is anything without a slash, <c>**</c> anything, <c>?</c> one character but a
/// slash, <c>[a-z]</c> and <c>[!a]</c> one of a set, <c>{a,b}</c> either, <c>\</c> takes the next character as it is. Matching takes
/// time proportional to the text.
/// </summary>
public sealed class ReferencePattern
{
    private const int MaxLength = 4_096;
    private const int MaxAlternatives = 64;

    private static readonly SearchValues<char> Special = SearchValues.Create("*?[]{},\\!");

    private readonly Re2Pattern pattern;

    private ReferencePattern(string text, string prefix, Re2Pattern pattern)
    {
        Text = text;
        Prefix = prefix;
        this.pattern = pattern;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>What everything that matches begins with.</summary>
    public string Prefix { get; }

    /// <summary>Whether one text alone can match, which is <see cref="Prefix"/>.</summary>
    public bool IsExact { get; private init; }

    /// <summary>Reads a pattern.</summary>
    /// <returns>The pattern, or <see cref="ReferenceRules.BadPattern"/>.</returns>
    public static Result<ReferencePattern> Parse(string text)
    {
        if (text.Length > MaxLength) return Wrong(text[..40] + "…", $"it has {text.Length} characters", $"at most {MaxLength}");
        var translation = new Translation(text);
        if (translation.Run() is { } problem) return Wrong(text, problem, null) with { Fix = @"close it, or write \[ or \{ for the sign itself" };
        return Re2Pattern.Compile(translation.Expression).TryGet(out var compiled, out var failure)
            ? new ReferencePattern(text, translation.Prefix, compiled) { IsExact = translation.IsExact }
            : Wrong(text, failure.Message, failure.Expected);
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
    public bool IsMatch(string reference) => reference.StartsWith(Prefix, StringComparison.Ordinal) && (IsExact ? reference.Length == Prefix.Length : pattern.IsMatch(reference));

    private static Diagnostic Wrong(string text, string problem, string? expected) => new(ReferenceRules.BadPattern, $"the pattern '{text}' cannot be read: {problem}") { Expected = expected };

    // To a regular expression, which has one meaning more for almost everything.
    private sealed class Translation(string text)
    {
        private readonly StringBuilder expression = new("^");
        private readonly StringBuilder prefix = new();
        private readonly Stack<int> alternatives = new();
        private int at;

        public string Expression => expression.ToString();

        public string Prefix => prefix.ToString();

        public bool IsExact { get; private set; } = true;

        public string? Run()
        {
            while (at < text.Length)
            {
                if (Next() is { } problem) return problem;
            }

            if (alternatives.Count > 0) return "a { has no }";
            expression.Append('$');
            return null;
        }

        private string? Next()
        {
            var character = text[at++];
            switch (character)
            {
                case '*' when at < text.Length && text[at] == '*':
                    while (at < text.Length && text[at] == '*') at++;
                    return Add("(?s:.*)");
                case '*': return Add("[^/]*");
                case '?': return Add("[^/]");
                case '[': return Set();
                case '{':
                    alternatives.Push(1);
                    return Add("(?:");
                case '}' when alternatives.TryPop(out _): return Add(")");
                case ',' when alternatives.TryPop(out var count):
                    alternatives.Push(count + 1);
                    return count < MaxAlternatives ? Add("|") : $"a {{ has more than {MaxAlternatives} alternatives";
                case '\\' when at == text.Length: return "it ends in \\";
                case '\\': return Literal(text[at++]);
                default: return Literal(character);
            }
        }

        private string? Set()
        {
            var end = text.IndexOf(']', at);
            if (end <= at) return end < 0 ? "a [ has no ]" : "a [] is empty";
            var content = text.AsSpan(at, end - at);
            var isNot = content[0] == '!';
            if (isNot) content = content[1..];
            if (content.IsEmpty) return "a [!] is empty";
            at = end + 1;
            var set = new StringBuilder(isNot ? "[^" : "[");
            foreach (var character in content) set.Append(character == '-' ? "-" : Quote(character));
            return Add(set.Append(']').ToString());
        }

        private string? Literal(char character)
        {
            if (IsExact) prefix.Append(character);
            expression.Append(Quote(character));
            return null;
        }

        private string? Add(string piece)
        {
            IsExact = false;
            expression.Append(piece);
            return null;
        }

        private static string Quote(char character) => char.IsAsciiLetterOrDigit(character) || character > '\x7f' ? character.ToString() : "\\" + character;
    }
}
