using System.Globalization;

namespace Operon.Text.Patterns;

/// <summary>
/// Parses RE2 syntax. The groups that are open stand on a list, not on the stack of the program, so deep nesting is
/// an error and no crash.
/// </summary>
internal sealed class PatternParser
{
    private const int MaxRepeat = 1000;
    private const int MaxOpenGroups = 1000;

    private readonly PatternCursor cursor;
    private readonly Stack<Group> outer = new();
    private Group group = new(0, PatternFlags.None);
    private PatternFlags flags;
    private bool afterRepeat;

    private PatternParser(string pattern) => cursor = new PatternCursor(pattern);

    /// <summary>The parts of the pattern.</summary>
    public static Result<PatternNode> Parse(string pattern)
    {
        try
        {
            return new PatternParser(pattern).Run();
        }
        catch (PatternFault fault)
        {
            return fault.ToDiagnostic(pattern);
        }
    }

    private PatternNode Run()
    {
        while (!cursor.AtEnd)
        {
            var wasRepeat = afterRepeat;
            afterRepeat = false;
            var start = cursor.At;
            switch (cursor.Take())
            {
                case '(': Open(start); break;
                case ')': Close(start); break;
                case '|': group.NextBranch(); break;
                case '[': Add(ClassParser.Brackets(cursor, flags, start)); break;
                case '.': Add(new PatternNode.One(flags.HasFlag(PatternFlags.DotAll) ? RuneSet.All : RuneSet.AllButNewline)); break;
                case '^': Assert(flags.HasFlag(PatternFlags.MultiLine) ? Boundary.StartOfLine : Boundary.StartOfText); break;
                case '$': Assert(flags.HasFlag(PatternFlags.MultiLine) ? Boundary.EndOfLine : Boundary.EndOfText); break;
                case '*': Repeat(start, 0, -1, wasRepeat); break;
                case '+': Repeat(start, 1, -1, wasRepeat); break;
                case '?': Repeat(start, 0, 1, wasRepeat); break;
                case '{' when TryCounts(start, out var min, out var max): Repeat(start, min, max, wasRepeat); break;
                case '\\': Escape(start); break;
                case var rune: Literal(rune); break;
            }
        }

        if (outer.Count > 0) throw new PatternFault(PatternRules.Syntax, "group ( that is not closed", group.Start, "close it with ), or write \\( for the character itself");
        return group.ToNode();
    }

    private void Add(PatternNode node) => group.Items.Add(node);

    private void Assert(Boundary where) => Add(new PatternNode.Assertion(where));

    private void Literal(int rune)
    {
        var set = RuneSet.Of((rune, rune));
        Add(new PatternNode.One(flags.HasFlag(PatternFlags.IgnoreCase) ? CaseOrbits.Close(set) : set));
    }

    private void Open(int start)
    {
        var outside = flags;
        if (cursor.TryTake("?") && !GroupHead.TryRead(cursor, start, ref flags)) return;
        if (outer.Count >= MaxOpenGroups) throw new PatternFault(PatternRules.Size, $"more than {MaxOpenGroups} groups in each other", start);
        outer.Push(group);
        group = new Group(start, outside);
    }

    private void Close(int start)
    {
        if (outer.Count == 0) throw new PatternFault(PatternRules.Syntax, ") without (", start, "write \\) for the character itself");
        var node = group.ToNode();
        flags = group.FlagsOutside;
        group = outer.Pop();
        Add(node);
    }

    private void Repeat(int start, int min, int max, bool wasRepeat)
    {
        if (wasRepeat)
        {
            throw cursor.Pattern[start] == '+'
                ? new PatternFault(PatternRules.Unsupported, "possessive repetition", start, "leave the + out: matching takes linear time anyway")
                : new PatternFault(PatternRules.Syntax, "repetition of a repetition", start, "put a group around the first, such as (?:a*)*");
        }

        if (group.Items.Count == 0) throw new PatternFault(PatternRules.Syntax, "repetition of nothing", start, $"write \\{cursor.Pattern[start]} for the character itself");
        cursor.TryTake("?");
        var node = new PatternNode.Repeat(group.Items[^1], min, max);
        if ((min >= 2 || max >= 2) && !IsWithin(node, MaxRepeat))
        {
            throw new PatternFault(PatternRules.Size, $"repetitions in each other that come to more than {MaxRepeat}", start);
        }

        group.Items[^1] = node;
        afterRepeat = true;
    }

    private static bool IsWithin(PatternNode node, int limit)
    {
        switch (node)
        {
            case PatternNode.Repeat repeat:
                var count = repeat.Max < 0 ? repeat.Min : repeat.Max;
                if (repeat.Max == 0) return true;
                if (count > limit) return false;
                return IsWithin(repeat.Item, count > 0 ? limit / count : limit);
            case PatternNode.Sequence sequence: return sequence.Items.All(item => IsWithin(item, limit));
            case PatternNode.Choice choice: return choice.Items.All(item => IsWithin(item, limit));
            default: return true;
        }
    }

    /// <summary>Reads <c>n}</c>, <c>n,}</c> or <c>n,m}</c>; anything else makes the brace a character like others.</summary>
    private bool TryCounts(int start, out int min, out int max)
    {
        var back = cursor.At;
        max = -1;
        if (TryCount(out min))
        {
            var hasComma = cursor.TryTake(",");
            if (!hasComma) max = min;
            if ((!hasComma || cursor.Peek == '}' || TryCount(out max)) && cursor.TryTake("}"))
            {
                if (min > MaxRepeat || max > MaxRepeat) throw new PatternFault(PatternRules.Size, $"repetition of more than {MaxRepeat} times", start);
                if (max >= 0 && min > max) throw new PatternFault(PatternRules.Syntax, "repetition whose first number is the larger", start, "write the smaller number first");
                return true;
            }
        }

        cursor.At = back;
        return false;
    }

    private bool TryCount(out int count)
    {
        var digits = cursor.TakeWhile(char.IsAsciiDigit);
        count = int.MaxValue;
        if (digits.Length is 0 || (digits.Length > 1 && digits[0] == '0')) return false;
        if (digits.Length < 9) count = int.Parse(digits, CultureInfo.InvariantCulture);
        return true;
    }

    private void Escape(int start)
    {
        switch (cursor.Peek)
        {
            case 'A': cursor.Take(); Assert(Boundary.StartOfText); return;
            case 'z': cursor.Take(); Assert(Boundary.EndOfText); return;
            case 'b': cursor.Take(); Assert(Boundary.Word); return;
            case 'B': cursor.Take(); Assert(Boundary.NotWord); return;
            case 'Q': Quoted(); return;
            case 'C': throw new PatternFault(PatternRules.Unsupported, "\\C, which splits characters", start, "write (?s:.) for any character");
            case 'Z': throw new PatternFault(PatternRules.Unsupported, "\\Z", start, "write \\z, or \\n?\\z to allow a last line end");
            case 'G' or 'K' or 'X' or 'R': throw new PatternFault(PatternRules.Unsupported, $"\\{(char)cursor.Peek}", start);
            case 'k': throw new PatternFault(PatternRules.Unsupported, "back-reference \\k", start, "write out what may be repeated");
        }

        if (ClassParser.TryEscape(cursor, flags, start) is { } set)
        {
            Add(new PatternNode.One(set));
        }
        else
        {
            Literal(CharacterEscape.Read(cursor, start));
        }
    }

    private void Quoted()
    {
        cursor.Take();
        while (!cursor.AtEnd && !cursor.TryTake("\\E")) Literal(cursor.Take());
    }

    /// <summary>A group that is open: the branches that are complete and the one that grows.</summary>
    private sealed class Group(int start, PatternFlags flagsOutside)
    {
        private readonly List<PatternNode> branches = [];

        public int Start => start;

        public PatternFlags FlagsOutside => flagsOutside;

        public List<PatternNode> Items { get; private set; } = [];

        public void NextBranch()
        {
            branches.Add(Branch());
            Items = [];
        }

        public PatternNode ToNode() => branches.Count == 0 ? Branch() : new PatternNode.Choice([.. branches, Branch()]);

        private PatternNode Branch() => Items is [var only] ? only : new PatternNode.Sequence(Items);
    }
}
