using System.Collections.Immutable;
using System.Numerics;
using Operon.Releases.References;
using Operon.Text;

namespace Operon.Releases.Stores.Folders;

/// <summary>
/// Which folders of a store can hold something that matches a pattern, one folder after the other. It never leaves out one that does; it may
/// keep one that does not.
/// </summary>
internal sealed class PatternWalk
{
    // One bit for each part and one for the end; what a pattern has beyond is for the pattern itself.
    private const int MostParts = 62;

    private readonly Shape shape;
    private readonly ulong places;
    private readonly bool isBelowRelease;
    private readonly Dictionary<string, PatternWalk> entered = new(StringComparer.Ordinal);

    public PatternWalk(ReferencePattern pattern)
    {
        var parts = Split(pattern.Text);
        shape = new Shape(parts.Length <= MostParts ? parts : [.. parts.Take(MostParts - 1), Part.Any]);
        places = shape.Close(1);
        shape.States[(places, false)] = this;
    }

    private PatternWalk(Shape shape, ulong places, bool isBelowRelease)
    {
        this.shape = shape;
        this.places = places;
        this.isBelowRelease = isBelowRelease;
    }

    /// <summary>Whether nothing here or below can match.</summary>
    public bool IsDead => places == 0;

    /// <summary>Whether nothing below can match.</summary>
    public bool IsOver => (places & ~shape.End) == 0;

    /// <summary>The name of the only folder that can matter; null: any may.</summary>
    public string? OnlyName => BitOperations.PopCount(places) == 1 && places != shape.End ? shape.Parts[BitOperations.TrailingZeroCount(places)].Name : null;

    /// <summary>Goes into a folder.</summary>
    public PatternWalk Enter(string name)
    {
        if (entered.TryGetValue(name, out var known)) return known;
        var isBelow = isBelowRelease || name is ['@', ..];
        var next = 0UL;
        for (var left = places & ~shape.End; left != 0; left &= left - 1)
        {
            var place = BitOperations.TrailingZeroCount(left);
            if (shape.Parts[place].IsAny) next |= 3UL << place;
            else if (shape.Parts[place].Matches(name)) next |= 2UL << place;
        }

        // A reference has one release: what still wants one is in vain below it.
        if (isBelow) next &= shape.WithoutRelease;
        next = shape.Close(next);
        if (!shape.States.TryGetValue((next, isBelow), out var state)) shape.States[(next, isBelow)] = state = new PatternWalk(shape, next, isBelow);
        return entered[name] = state;
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

    // The parts of a pattern, and the states that were met: few, however many folders there are.
    private sealed class Shape(ImmutableArray<Part> parts)
    {
        public ImmutableArray<Part> Parts => parts;

        public ulong End { get; } = 1UL << parts.Length;

        public Dictionary<(ulong Places, bool IsBelowRelease), PatternWalk> States { get; } = [];

        // The places behind the last part that wants a release.
        public ulong WithoutRelease { get; } = ~0UL << (parts.Length - parts.Reverse().TakeWhile(p => !p.IsRelease).Count());

        // `**` may stand for nothing at all.
        public ulong Close(ulong from)
        {
            for (var place = 0; place < parts.Length; place++)
            {
                if (parts[place].IsAny && (from >> place & 1) != 0) from |= 2UL << place;
            }

            return from;
        }
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
