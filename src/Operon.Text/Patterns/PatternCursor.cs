using System.Text;

namespace Operon.Text.Patterns;

/// <summary>A place in a pattern that moves forward by code points.</summary>
internal sealed class PatternCursor(string pattern)
{
    public string Pattern => pattern;

    public int At { get; set; }

    public bool AtEnd => At >= pattern.Length;

    /// <summary>The next UTF-16 unit; -1 at the end.</summary>
    public int Peek => AtEnd ? -1 : pattern[At];

    /// <summary>The next code point, which is passed; half a surrogate pair counts as U+FFFD.</summary>
    public int Take()
    {
        Rune.DecodeFromUtf16(pattern.AsSpan(At), out var rune, out var length);
        At += length;
        return rune.Value;
    }

    public bool TryTake(string text)
    {
        if (!pattern.AsSpan(At).StartsWith(text, StringComparison.Ordinal)) return false;
        At += text.Length;
        return true;
    }

    public string TakeWhile(Func<char, bool> belongs)
    {
        var start = At;
        while (!AtEnd && belongs(pattern[At])) At++;
        return pattern[start..At];
    }
}
