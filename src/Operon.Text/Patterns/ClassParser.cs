using Operon.Text.Spelling;

namespace Operon.Text.Patterns;

/// <summary>Parses what stands for one character out of several: <c>[a-z]</c>, <c>\d</c>, <c>\pL</c>.</summary>
internal static class ClassParser
{
    /// <summary>A class in brackets.</summary>
    /// <param name="cursor">Behind the bracket.</param>
    /// <param name="flags">What is switched on.</param>
    /// <param name="start">Where the bracket is.</param>
    public static PatternNode Brackets(PatternCursor cursor, PatternFlags flags, int start)
    {
        var ranges = new List<(int, int)>();
        var negative = cursor.TryTake("^");
        for (var first = true; first || cursor.Peek != ']'; first = false)
        {
            var at = cursor.At;
            if (cursor.AtEnd) throw Unclosed(start);
            if (cursor.Peek == '[' && TryPosix(cursor, flags, out var named))
            {
                ranges.AddRange(named.Ranges);
                continue;
            }

            if (cursor.Peek == '\\')
            {
                cursor.Take();
                if (TryEscape(cursor, flags, at) is { } escaped)
                {
                    ranges.AddRange(escaped.Ranges);
                    continue;
                }

                cursor.At = at;
            }

            ranges.AddRange(Folded(Range(cursor, start), flags).Ranges);
        }

        cursor.Take();
        var set = RuneSet.Of([.. ranges]);
        return new PatternNode.One(negative ? set.Negated() : set);
    }

    /// <summary>A class written as an escape; null when the escape is none, and then nothing is passed.</summary>
    /// <param name="cursor">Behind the backslash.</param>
    /// <param name="flags">What is switched on.</param>
    /// <param name="start">Where the backslash is.</param>
    public static RuneSet? TryEscape(PatternCursor cursor, PatternFlags flags, int start)
    {
        var (set, negative) = cursor.Peek switch
        {
            'd' => (CharacterClasses.Digit, false),
            'D' => (CharacterClasses.Digit, true),
            's' => (CharacterClasses.Space, false),
            'S' => (CharacterClasses.Space, true),
            'w' => (CharacterClasses.Word, false),
            'W' => (CharacterClasses.Word, true),
            'p' or 'P' => (null, cursor.Peek == 'P'),
            _ => (RuneSet.All, false),
        };
        if (ReferenceEquals(set, RuneSet.All)) return null;
        cursor.Take();
        set ??= Unicode(cursor, start, ref negative);
        set = Folded(set, flags);
        return negative ? set.Negated() : set;
    }

    private static RuneSet Unicode(PatternCursor cursor, int start, ref bool negative)
    {
        if (cursor.AtEnd) throw new PatternFault(PatternRules.Syntax, "\\p without a class", start, "write a class, such as \\pL or \\p{Greek}");
        string name;
        if (cursor.TryTake("{"))
        {
            negative ^= cursor.TryTake("^");
            name = cursor.TakeWhile(c => c != '}');
            if (!cursor.TryTake("}")) throw new PatternFault(PatternRules.Syntax, "\\p{ that is not closed", start, "close it with }");
        }
        else
        {
            name = char.ConvertFromUtf32(cursor.Take());
        }

        if (CharacterClasses.Unicode(name) is { } set) return set;
        var fix = Suggestion.For(name, CharacterClasses.UnicodeNames) is { } near ? $"write \\p{{{near}}}" : null;
        throw new PatternFault(PatternRules.Syntax, $"unknown class of characters {name}", start, fix);
    }

    /// <summary>Reads <c>[:name:]</c> or <c>[:^name:]</c>; without <c>:]</c> the bracket is a character like others.</summary>
    private static bool TryPosix(PatternCursor cursor, PatternFlags flags, out RuneSet set)
    {
        set = RuneSet.All;
        var start = cursor.At;
        if (!cursor.TryTake("[:")) return false;
        var end = cursor.Pattern.IndexOf(":]", cursor.At, StringComparison.Ordinal);
        if (end < 0)
        {
            cursor.At = start;
            return false;
        }

        var negative = cursor.TryTake("^");
        var name = end >= cursor.At ? cursor.Pattern[cursor.At..end] : "";
        cursor.At = end + 2;
        if (!CharacterClasses.Posix.TryGetValue(name, out var known))
        {
            var fix = Suggestion.For(name, CharacterClasses.Posix.Keys) is { } near ? $"write [:{near}:]" : null;
            throw new PatternFault(PatternRules.Syntax, $"unknown class of characters [:{name}:]", start, fix);
        }

        set = Folded(known, flags);
        if (negative) set = set.Negated();
        return true;
    }

    private static RuneSet Range(PatternCursor cursor, int start)
    {
        var at = cursor.At;
        var first = Character(cursor, start);
        if (cursor.Peek != '-' || cursor.At + 1 >= cursor.Pattern.Length || cursor.Pattern[cursor.At + 1] == ']') return RuneSet.Of((first, first));
        cursor.Take();
        var last = Character(cursor, start);
        if (last < first) throw new PatternFault(PatternRules.Syntax, $"range {cursor.Pattern[at..cursor.At]} that ends before it begins", at, "write the smaller character first");
        return RuneSet.Of((first, last));
    }

    private static int Character(PatternCursor cursor, int start)
    {
        if (cursor.AtEnd) throw Unclosed(start);
        var at = cursor.At;
        return cursor.TryTake("\\") ? CharacterEscape.Read(cursor, at) : cursor.Take();
    }

    private static RuneSet Folded(RuneSet set, PatternFlags flags) => flags.HasFlag(PatternFlags.IgnoreCase) ? CaseOrbits.Close(set) : set;

    private static PatternFault Unclosed(int start) =>
        new(PatternRules.Syntax, "class [ that is not closed", start, "close it with ], or write \\[ for the character itself");
}
