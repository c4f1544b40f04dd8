using System.Text;

namespace Operon.Releases.References;

/// <summary>Reads the text of a pattern into the places that its automaton can be in.</summary>
/// <param name="text">The pattern.</param>
internal sealed class PatternReader(string text)
{
    private const int MaxAlternatives = 64;
    private const int MaxDepth = 100;

    private readonly List<PatternPlace> places = [];
    private readonly List<HashSet<int>> follow = [];
    private readonly StringBuilder prefix = new();
    private int at;
    private int depth;
    private string? problem;

    /// <summary>What everything that matches begins with.</summary>
    public string Prefix => prefix.ToString();

    /// <summary>Reads it all.</summary>
    /// <param name="automaton">Matches what comes behind the prefix; null: nothing does.</param>
    /// <returns>Null, or what is wrong.</returns>
    public string? Read(out PatternAutomaton? automaton)
    {
        automaton = null;
        while (at < text.Length && text[at] is not ('*' or '?' or '[' or '{'))
        {
            if (text[at] == '\\' && ++at == text.Length) return "it ends in \\";
            prefix.Append(text[at++]);
        }

        if (at == text.Length) return null;
        var part = Sequence();
        if (problem is null) automaton = new PatternAutomaton(places, follow, part);
        return problem;
    }

    private PatternPart Sequence()
    {
        var whole = PatternPart.Nothing;
        while (problem is null && at < text.Length && (depth == 0 || text[at] is not (',' or '}'))) whole = Join(whole, Next());
        return whole;
    }

    private PatternPart Next()
    {
        var character = Take(text.AsSpan(at));
        switch (character)
        {
            case '*' when at < text.Length && text[at] == '*':
                while (at < text.Length && text[at] == '*') at++;
                return Repeated(PatternPlace.Any);
            case '*': return Repeated(PatternPlace.Name);
            case '?': return Add(PatternPlace.Name);
            case '[': return Set();
            case '{': return Alternatives();
            case '\\' when at == text.Length: return Wrong("it ends in \\");
            case '\\': return Add(PatternPlace.Of(Take(text.AsSpan(at))));
            default: return Add(PatternPlace.Of(character));
        }
    }

    private PatternPart Alternatives()
    {
        if (++depth > MaxDepth) return Wrong($"there are more than {MaxDepth} {{ in one another");
        var (first, last, isOptional) = (new HashSet<int>(), new HashSet<int>(), false);
        for (var count = 1; ; count++)
        {
            if (count > MaxAlternatives) return Wrong($"a {{ has more than {MaxAlternatives} alternatives");
            var one = Sequence();
            if (problem is not null) return one;
            if (at == text.Length) return Wrong("a { has no }");
            first.UnionWith(one.First);
            last.UnionWith(one.Last);
            isOptional |= one.IsOptional;
            if (text[at++] == '}') break;
        }

        depth--;
        return new PatternPart(first, last, isOptional);
    }

    private PatternPart Set()
    {
        var end = text.IndexOf(']', at);
        if (end <= at) return Wrong(end < 0 ? "a [ has no ]" : "a [] is empty");
        var content = text.AsSpan(at, end - at);
        var isNot = content[0] == '!';
        if (isNot) content = content[1..];
        if (content.IsEmpty) return Wrong("a [!] is empty");
        at = end + 1;
        int[] members = [.. content.ToString().EnumerateRunes().Select(r => r.Value)];
        var ranges = new List<int>();
        for (var i = 0; i < members.Length; i++)
        {
            var isRange = i + 2 < members.Length && members[i + 1] == '-';
            var (from, to) = (members[i], members[isRange ? i + 2 : i]);
            if (to < from) return Wrong($"[{content}] goes backwards");
            ranges.AddRange([from, to]);
            if (isRange) i += 2;
        }

        return Add(new PatternPlace(ranges, isNot));
    }

    private int Take(ReadOnlySpan<char> from)
    {
        Rune.DecodeFromUtf16(from, out var rune, out var length);
        at += length;
        return rune.Value;
    }

    private PatternPart Repeated(PatternPlace place)
    {
        var once = Add(place);
        follow[^1].Add(places.Count - 1);
        return once with { IsOptional = true };
    }

    private PatternPart Add(PatternPlace place)
    {
        places.Add(place);
        follow.Add([]);
        return new PatternPart([places.Count - 1], [places.Count - 1], false);
    }

    private PatternPart Join(PatternPart before, PatternPart after)
    {
        foreach (var place in before.Last) follow[place].UnionWith(after.First);
        var first = before.First;
        if (before.IsOptional) first.UnionWith(after.First);
        var last = after.Last;
        if (after.IsOptional) last.UnionWith(before.Last);
        return new PatternPart(first, last, before.IsOptional && after.IsOptional);
    }

    private PatternPart Wrong(string what)
    {
        problem ??= what;
        return PatternPart.Nothing;
    }
}
