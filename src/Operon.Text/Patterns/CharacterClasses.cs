using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;

namespace Operon.Text.Patterns;

/// <summary>The classes of characters that patterns name: Perl's, POSIX's and Unicode's.</summary>
internal static class CharacterClasses
{
    public static readonly RuneSet Digit = RuneSet.Of(('0', '9'));
    public static readonly RuneSet Space = RuneSet.Of(('\t', '\n'), ('\f', '\r'), (' ', ' '));
    public static readonly RuneSet Word = RuneSet.Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    /// <summary>What may stand in <c>[:name:]</c>.</summary>
    public static readonly FrozenDictionary<string, RuneSet> Posix = new Dictionary<string, RuneSet>
    {
        ["alnum"] = RuneSet.Of(('0', '9'), ('A', 'Z'), ('a', 'z')),
        ["alpha"] = RuneSet.Of(('A', 'Z'), ('a', 'z')),
        ["ascii"] = RuneSet.Of((0, 0x7f)),
        ["blank"] = RuneSet.Of(('\t', '\t'), (' ', ' ')),
        ["cntrl"] = RuneSet.Of((0, 0x1f), (0x7f, 0x7f)),
        ["digit"] = Digit,
        ["graph"] = RuneSet.Of(('!', '~')),
        ["lower"] = RuneSet.Of(('a', 'z')),
        ["print"] = RuneSet.Of((' ', '~')),
        ["punct"] = RuneSet.Of(('!', '/'), (':', '@'), ('[', '`'), ('{', '~')),
        ["space"] = RuneSet.Of(('\t', '\r'), (' ', ' ')),
        ["upper"] = RuneSet.Of(('A', 'Z')),
        ["word"] = Word,
        ["xdigit"] = RuneSet.Of(('0', '9'), ('A', 'F'), ('a', 'f')),
    }.ToFrozenDictionary();

    // In the order of UnicodeCategory; Cn, not assigned, has no name in patterns.
    private static readonly string[] Categories =
        ["Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So"];

    private static readonly Lazy<FrozenDictionary<string, string>> Scripts = new(ReadScripts);
    private static readonly ConcurrentDictionary<string, RuneSet> Found = new(StringComparer.Ordinal);

    /// <summary>All names that <see cref="Unicode"/> knows, for suggestions.</summary>
    public static IEnumerable<string> UnicodeNames => Scripts.Value.Keys.Concat(Categories).Append("Any");

    /// <summary>A Unicode category (<c>L</c>, <c>Lu</c>), script (<c>Greek</c>) or <c>Any</c>; null for another name.</summary>
    public static RuneSet? Unicode(string name)
    {
        if (name == "Any") return RuneSet.All;
        if (Found.TryGetValue(name, out var known)) return known;
        RuneSet set;
        if (name.Length is 1 or 2 && Array.Exists(Categories, category => category.StartsWith(name, StringComparison.Ordinal)))
        {
            set = OfCategory(name);
        }
        else if (Scripts.Value.TryGetValue(name, out var ranges))
        {
            set = RuneSet.Of([.. ranges.Split(' ').Select(Range)]);
        }
        else
        {
            return null;
        }

        return Found.GetOrAdd(name, set);
    }

    private static RuneSet OfCategory(string prefix)
    {
        var wanted = Array.ConvertAll(Categories, category => category.StartsWith(prefix, StringComparison.Ordinal));
        var ranges = new List<(int First, int Last)>();
        for (var rune = 0; rune <= RuneSet.MaxRune; rune++)
        {
            var category = (int)CharUnicodeInfo.GetUnicodeCategory(rune);
            if (category >= wanted.Length || !wanted[category]) continue;
            if (ranges.Count > 0 && ranges[^1].Last == rune - 1)
            {
                ranges[^1] = (ranges[^1].First, rune);
            }
            else
            {
                ranges.Add((rune, rune));
            }
        }

        return RuneSet.Of([.. ranges]);
    }

    private static (int First, int Last) Range(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? (Hex(text), Hex(text)) : (Hex(text.AsSpan(0, dash)), Hex(text.AsSpan(dash + 1)));

        static int Hex(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    /// <summary>Each line is a name and its ranges.</summary>
    private static FrozenDictionary<string, string> ReadScripts()
    {
        using var stream = typeof(CharacterClasses).Assembly.GetManifestResourceStream("Operon.Text.Patterns.scripts.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 2))
            .ToFrozenDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
    }
}
