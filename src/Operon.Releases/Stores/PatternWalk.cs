using System.Collections.Immutable;
using Operon.Releases.References;
using Operon.Text;

namespace Operon.Releases.Stores;

/// <summary>
/// Which folders of a store can hold something that matches a pattern, one folder after the other. It never leaves out one that does; it may
/// keep one that does not.
/// </summary>
internal sealed class PatternWalk
{
    private readonly ImmutableArray<Part> parts;
    private readonly ImmutableArray<int> places;
    private readonly bool isBelowRelease;

    public PatternWalk(ReferencePattern pattern)
    {
        parts = Split(pattern.Text);
        places = Close([0]);
    }

    private PatternWalk(PatternWalk from, ImmutableArray<int> places, bool isBelowRelease)
    {
        parts = from.parts;
        this.places = places;
        this.isBelowRelease = isBelowRelease;
    }

    /// <summary>Whether nothing here or below can match.</summary>
    public bool IsDead => places.IsEmpty;

    /// <summary>Whether nothing below can match.</summary>
    public bool IsOver => places.All(p => p == parts.Length);

    /// <summary>The name of the only folder that can matter; null: any may.</summary>
    public string? OnlyName => places is [var place] && place < parts.Length ? parts[place].Name : null;

    /// <summary>Goes into a folder.</summary>
    public PatternWalk Enter(string name)
    {
        var isBelow = isBelowRelease || name is ['@', ..];
        var next = new List<int>();
        foreach (var place in places)
        {
            if (place == parts.Length) continue;
            var part = parts[place];
            if (part.IsAny)
            {
                next.Add(place);
                next.Add(place + 1);
            }
            else if (part.Matches(name))
            {
                next.Add(place + 1);
            }
        }

        // A reference has one release: what still wants one is in vain below it.
        return new PatternWalk(this, Close(next.Where(p => !isBelow || !parts.AsSpan()[p..].ToArray().Any(q => q.IsRelease))), isBelow);
    }

    // `**` may stand for nothing at all.
    private ImmutableArray<int> Close(IEnumerable<int> from)
    {
        var all = new SortedSet<int>(from);
        foreach (var place in all.ToArray())
        {
            for (var at = place; at < parts.Length && parts[at].IsAny; at++) all.Add(at + 1);
        }

        return [.. all];
    }

    private static ImmutableArray<Part> Split(string pattern)
    {
        var slash = pattern.IndexOf('/', StringComparison.Ordinal);
        var brace = pattern.IndexOf('{', StringComparison.Ordinal);

        // Alternatives may have slashes inside; what comes from there on is for the pattern itself.
        if (brace >= 0 && pattern.AsSpan(brace).IndexOf('}') is var end && pattern.AsSpan(brace, end).Contains('/'))
        {
            var start = pattern.LastIndexOf('/', brace);
            return [.. start < 0 ? [] : Split(pattern[..start]), Part.Any];
        }

        return slash < 0 ? [Part.Of(pattern)] : [.. pattern.Split('/').Select(Part.Of)];
    }

    private sealed record Part(string? Name, ReferencePattern? Pattern, bool IsAny, bool IsRelease)
    {
        public static Part Any { get; } = new(null, null, true, false);

        public static Part Of(string text)
        {
            var isRelease = text is ['@', ..];
            if (text.Contains("**", StringComparison.Ordinal)) return new Part(null, null, true, isRelease);
            if (!ReferencePattern.Parse(text).TryGet(out var pattern, out _)) return Any;
            return pattern.IsExact ? new Part(pattern.Prefix, null, false, isRelease) : new Part(null, pattern, false, isRelease);
        }

        public bool Matches(string name) => Name is { } own ? own == name : Pattern!.IsMatch(name);
    }
}
