namespace Operon.Text.Patterns;

/// <summary>Reads what follows <c>(?</c>.</summary>
internal static class GroupHead
{
    /// <summary>Reads flags, a name or nothing.</summary>
    /// <param name="cursor">Behind the question mark.</param>
    /// <param name="start">Where the parenthesis is.</param>
    /// <param name="flags">Changed to what the flags say.</param>
    /// <returns>Whether a group opens; false after flags for the rest of the surrounding group, <c>(?i)</c>.</returns>
    public static bool TryRead(PatternCursor cursor, int start, ref PatternFlags flags)
    {
        Refuse(cursor, start);
        if (cursor.TryTake("P<") || cursor.TryTake("<"))
        {
            Name(cursor, start);
            return true;
        }

        var negative = false;
        var needsFlag = false;
        while (!cursor.AtEnd)
        {
            var flag = PatternFlags.None;
            switch (cursor.Take())
            {
                case 'i': flag = PatternFlags.IgnoreCase; break;
                case 'm': flag = PatternFlags.MultiLine; break;
                case 's': flag = PatternFlags.DotAll; break;
                case 'U': break;
                case '-' when !negative:
                    negative = needsFlag = true;
                    continue;
                case ':' when !needsFlag: return true;
                case ')' when !needsFlag: return false;
                default: throw Malformed(start);
            }

            needsFlag = false;
            flags = negative ? flags & ~flag : flags | flag;
        }

        throw Malformed(start);
    }

    private static void Refuse(PatternCursor cursor, int start)
    {
        const string Look = "say what the whole text looks like, or use several patterns with allOf and not";
        var (what, fix) = cursor switch
        {
            _ when cursor.TryTake("=") || cursor.TryTake("!") => ("look-ahead", Look),
            _ when cursor.TryTake("<=") || cursor.TryTake("<!") => ("look-behind", Look),
            _ when cursor.TryTake(">") => ("atomic group", "write (?: instead: matching takes linear time anyway"),
            _ when cursor.TryTake("P=") => ("back-reference", "write out what may be repeated"),
            _ when cursor.TryTake("(") => ("conditional group", "write both cases with |"),
            _ when cursor.TryTake("#") => ("comment", "leave it out"),
            _ when cursor.TryTake("P>") || cursor.TryTake("&") || cursor.TryTake("R") || char.IsAsciiDigit((char)cursor.Peek) => ("recursion", "write out the levels there may be"),
            _ => (null, null),
        };
        if (what is not null) throw new PatternFault(PatternRules.Unsupported, what, start, fix);
    }

    private static void Name(PatternCursor cursor, int start)
    {
        var name = cursor.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        if (name.Length == 0 || !cursor.TryTake(">"))
        {
            throw new PatternFault(PatternRules.Syntax, "group with a malformed name", start, "write a name of letters, digits and _, such as (?P<name>…)");
        }
    }

    private static PatternFault Malformed(int start) =>
        new(PatternRules.Syntax, "malformed group (?", start, "use the flags i, m, s, U, as in (?i) or (?i:…), or write \\( for the character itself");
}
