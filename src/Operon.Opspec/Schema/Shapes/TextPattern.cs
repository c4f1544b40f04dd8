namespace Operon.Opspec.Schema.Shapes;

/// <summary>What a text or key must look like. Matched by hand, since patterns cost too much at start; a test compares both.</summary>
/// <param name="Expected">In words, for people: <c>a reference such as $(name)</c>.</param>
/// <param name="Regex">The same as pattern, for the schema of editors.</param>
/// <param name="Matches">Whether a text is right.</param>
internal sealed record TextPattern(string Expected, string Regex, Func<string, bool> Matches)
{
    /// <summary>Where the text is one of a few words: those words.</summary>
    public string[] Words { get; private init; } = [];

    /// <summary>One of a few words.</summary>
    public static TextPattern OneOf(params string[] words) =>
        new(Wording.Either(words), "", text => Array.IndexOf(words, text) >= 0) { Words = words };
}
