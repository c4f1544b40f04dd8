using Operon.Releases.References;

namespace Operon.Releases.Stores.Git;

/// <summary>
/// References by what comes behind the release, in a few dozen kinds: the type, and how many names follow, with the statuses apart. A set of
/// kinds is a bit mask; what a pattern cannot match is left out by it.
/// </summary>
internal static class KeyKinds
{
    /// <summary>All kinds.</summary>
    public const ulong All = (1UL << (Types * Depths)) - 1;

    private const int Types = 9;
    private const int Depths = 5;
    private const int NoType = 0;
    private const int OtherType = 8;

    private const int One = 0;
    private const int Two = 1;
    private const int More = 2;
    private const int Complete = 3;
    private const int Status = 4;

    private const string StatusName = "status";
    private const string CompleteName = "complete";

    /// <summary>How long the first part of a reference is: up to its release, all of it where it has none.</summary>
    public static int GroupLength(ReadOnlySpan<char> reference)
    {
        var release = reference is ['@', ..] ? 0 : reference.IndexOf("/@") + 1;
        if (release == 0 && reference is not ['@', ..]) return reference.Length;
        var end = reference[release..].IndexOf('/');
        return end < 0 ? reference.Length : release + end;
    }

    /// <summary>Whether the first part of a reference ends in the current release.</summary>
    public static bool IsCurrent(ReadOnlySpan<char> group) => group is "@" || group.EndsWith("/@");

    /// <summary>
    /// Whether a link can be there. None is below a release that has a number, nor at the configuration of a commit: those are nearly all
    /// documents, and nobody has to look into them to know.
    /// </summary>
    public static bool CanBeLink(ReadOnlySpan<char> group)
    {
        const int Digits = 40;
        var at = group.LastIndexOf('@');
        if (at < 0) return true;
        var release = group[(at + 1)..];
        if (release is ['r', _, ..] && !release[1..].ContainsAnyExceptInRange('0', '9')) return false;
        return release.Length != Digits || !group[..at].EndsWith("/repo.ocu.star/");
    }

    /// <summary>The kind of a reference.</summary>
    /// <param name="rest">What follows its first part: nothing, or a slash, a type and names.</param>
    public static int Of(ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty) return NoType;
        var names = rest[1..];
        var end = names.IndexOf('/');
        var type = TypeOf(end < 0 ? names : names[..end]);
        names = end < 0 ? [] : names[(end + 1)..];
        var last = names.LastIndexOf('/');
        var before = last < 0 ? [] : names[..last];
        if (before.SequenceEqual(StatusName) || before.EndsWith("/" + StatusName)) return (type * Depths) + (names[(last + 1)..].SequenceEqual(CompleteName) ? Complete : Status);
        return (type * Depths) + DepthOf(names.IsEmpty ? 0 : names.Count('/') + 1);
    }

    /// <summary>The kinds that a pattern can match.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="isCurrent">Whether only current releases, or only others, can match; null: both.</param>
    public static ulong For(ReferencePattern pattern, out bool? isCurrent)
    {
        isCurrent = null;

        // Sets and escapes may stand for slashes.
        var text = pattern.Text;
        if (text.AsSpan().IndexOfAny('[', '\\') >= 0 || HasSlashInBraces(text)) return All;
        var parts = text.Split('/');
        var release = Array.FindIndex(parts, p => p is ['@', ..]);
        if (release >= 0 && Literals(parts[release]) is [var name]) isCurrent = name == "@";
        if (release < 0 || IsDeep(parts[release])) return Combine(Enumerable.Range(0, Types), DepthsOf(parts, null));
        var tail = parts[(release + 1)..];
        if (tail.Length == 0) return 1UL << NoType;
        if (IsDeep(tail[0])) return Combine(Enumerable.Range(0, Types), DepthsOf(tail, null));
        var types = Literals(tail[0]) is { } words ? words.Select(w => TypeOf(w)).Distinct() : Enumerable.Range(1, Types - 1);
        return Combine(types, DepthsOf(tail, tail.Any(IsDeep) ? null : tail.Length - 1));
    }

    private static ulong Combine(IEnumerable<int> types, IEnumerable<int> depths)
    {
        var all = depths.ToArray();
        return types.Aggregate(0UL, (mask, type) => mask | all.Aggregate(0UL, (of, depth) => of | (1UL << ((type * Depths) + depth))));
    }

    // What the names at the end of a pattern can be, and how many there are; null: nobody knows.
    private static IEnumerable<int> DepthsOf(string[] parts, int? count)
    {
        var last = Literals(parts[^1]);
        if (IsDeep(parts[^1])) return Enumerable.Range(0, Depths);
        var before = parts.Length < 2 ? null : Literals(parts[^2]);
        var isSure = before is not null && !IsDeep(parts[^2]);
        if (isSure && before is [StatusName] && count is null or > 1)
        {
            return last is null ? [Complete, Status] : last.Select(l => l == CompleteName ? Complete : Status).Distinct();
        }

        int[] plain = count is { } known ? [DepthOf(known)] : [One, Two, More];
        if (isSure && !before!.Contains(StatusName)) return plain;
        return [.. plain, .. last is null || last.Contains(CompleteName) ? [Complete] : (int[])[], .. last is null || last.Any(l => l != CompleteName) ? [Status] : (int[])[]];
    }

    private static int DepthOf(int names) => names switch
    {
        0 or 1 => One,
        2 => Two,
        _ => More,
    };

    private static int TypeOf(ReadOnlySpan<char> word) => word switch
    {
        DocumentTypes.Task => 1,
        DocumentTypes.Deploy => 2,
        DocumentTypes.Custom => 3,
        DocumentTypes.Environment => 4,
        DocumentTypes.Commit => 5,
        DocumentTypes.Push => 6,
        DocumentTypes.Op => 7,
        _ => OtherType,
    };

    private static bool IsDeep(string part) => part.Contains("**", StringComparison.Ordinal);

    // All texts that a part can be; null: more than these.
    private static string[]? Literals(string part)
    {
        if (part is ['{', .., '}'] && part.AsSpan(1, part.Length - 2).IndexOfAny("{}*?") < 0) return part[1..^1].Split(',');
        return part.AsSpan().IndexOfAny("{}*?") < 0 ? [part] : null;
    }

    private static bool HasSlashInBraces(string text)
    {
        var depth = 0;
        foreach (var character in text)
        {
            if (character == '{') depth++;
            if (character == '}') depth--;
            if (character == '/' && depth > 0) return true;
        }

        return false;
    }
}
