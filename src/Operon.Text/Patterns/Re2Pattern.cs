using Operon.Text.Diagnostics;

namespace Operon.Text.Patterns;

/// <summary>
/// A regular expression in RE2 syntax (section 1.6 of the specification), matched by code points in time linear in the
/// length of the text. <c>$</c> without <c>(?m)</c> is the very end; <c>\d \w \s \b</c> know ASCII only.
/// </summary>
/// <remarks>
/// .NET's own engine without backtracking has other word boundaries, matches UTF-16 units and refuses some patterns only
/// when a text comes; the parts of RE2 that tell whether a text matches are small, so they are here. Safe for several threads.
/// </remarks>
public sealed class Re2Pattern
{
    /// <summary>How many characters and choices a pattern may have once its repetitions are written out.</summary>
    public const int MaxLength = 50_000;

    private readonly PatternProgram program;
    private readonly Lazy<Alphabet> alphabet;
    private PatternSimulation? idle;

    private Re2Pattern(string source, PatternProgram program)
    {
        Source = source;
        this.program = program;
        alphabet = new(() => new Alphabet(program.Sets));
    }

    /// <summary>The pattern as it was written.</summary>
    public string Source { get; }

    /// <summary>Reads a pattern. What a text needs to be matched is made with the first one.</summary>
    /// <param name="pattern">In the syntax of RE2; named groups also as <c>(?&lt;name&gt;…)</c>.</param>
    /// <returns>The pattern, or one of <see cref="PatternRules"/> with the place in the pattern.</returns>
    public static Result<Re2Pattern> Compile(string pattern)
    {
        if (pattern.Length > MaxLength) return TooLarge();
        if (!PatternParser.Parse(pattern).TryGet(out var node, out var failure)) return failure;
        return PatternProgram.Of(node, MaxLength) is { } program ? new Re2Pattern(pattern, program) : TooLarge();
    }

    /// <summary>Whether the pattern matches anywhere in <paramref name="text"/>. Halves of surrogate pairs count as U+FFFD.</summary>
    public bool IsMatch(ReadOnlySpan<char> text)
    {
        var simulation = Interlocked.Exchange(ref idle, null) ?? new PatternSimulation(program, alphabet.Value);
        var isMatch = simulation.IsMatch(text);
        if (!simulation.IsFull) idle = simulation;
        return isMatch;
    }

    /// <summary>The pattern as it was written.</summary>
    public override string ToString() => Source;

    private static Diagnostic TooLarge() =>
        new(PatternRules.Size, $"the pattern is larger than {MaxLength} characters once its repetitions are written out")
        {
            Fix = "use smaller numbers in {}, or minLength and maxLength",
        };
}
