namespace Operon.Opspec.Constraints.Formats;

/// <summary>
/// Reads a mail address: <c>local@domain</c>, the same in angle brackets after a display name, or a group that holds exactly
/// one. Characters beyond ASCII may stand wherever letters may; comments may follow.
/// </summary>
internal ref struct MailAddressReader(string text)
{
    private ReadOnlySpan<char> rest = text;

    public bool IsOneAddress()
    {
        if (text.Contains('\uFFFD', StringComparison.Ordinal)) return false;
        return ReadMailbox(mayBeGroup: true, out var count) && SkipComments() && rest.IsEmpty && count == 1;
    }

    private bool ReadMailbox(bool mayBeGroup, out int count)
    {
        count = 1;
        SkipSpace();
        if (rest.IsEmpty) return false;

        var start = rest;
        if (ReadAddress())
        {
            SkipSpace();
            return rest is not ['(', ..] || ReadComment();
        }

        rest = start;
        if (rest[0] != '<' && !ReadDisplayName()) return false;
        SkipSpace();
        if (mayBeGroup && Take(':')) return ReadGroup(out count);
        return Take('<') && ReadAddress() && Take('>');
    }

    private bool ReadGroup(out int count)
    {
        count = 0;
        SkipSpace();
        if (Take(';')) return SkipComments();
        do
        {
            if (!ReadMailbox(mayBeGroup: false, out var one) || !SkipComments()) return false;
            count += one;
        }
        while (Take(','));
        return Take(';') && SkipComments();
    }

    private bool ReadAddress()
    {
        SkipSpace();
        if (rest is ['"', ..])
        {
            if (!ReadQuoted(out var length) || length == 0) return false;
        }
        else if (!ReadDotAtom())
        {
            return false;
        }

        if (!Take('@')) return false;
        SkipSpace();
        return rest is ['[', ..] ? ReadDomainLiteral() : ReadDotAtom();
    }

    private bool ReadDotAtom()
    {
        var atom = TakeAtom(lenient: false);
        return !atom.IsEmpty && atom[0] != '.' && atom[^1] != '.' && !atom.Contains("..", StringComparison.Ordinal);
    }

    private bool ReadDomainLiteral()
    {
        var end = rest.IndexOf(']');
        if (end < 0) return false;
        var inside = rest[1..end];
        rest = rest[(end + 1)..];
        return inside.StartsWith("IPv6:", StringComparison.Ordinal) ? Ipv6Format.IsAddress(inside[5..]) : Ipv4Format.IsDotted(inside);
    }

    private bool ReadDisplayName()
    {
        var words = 0;
        while (true)
        {
            SkipSpace();
            if (rest.IsEmpty) return true;
            var start = rest;
            var read = rest[0] == '"' ? ReadQuoted(out _) : !TakeAtom(lenient: true).IsEmpty;
            if (!read)
            {
                rest = start;
                return words > 0;
            }

            words++;
        }
    }

    private bool ReadQuoted(out int length)
    {
        length = 0;
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '"')
            {
                rest = rest[(i + 1)..];
                return true;
            }

            if (rest[i] == '\\' && ++i == rest.Length) return false;
            if (rest[i] is not (' ' or '\t') && !IsVisible(rest[i])) return false;
            length++;
        }

        return false;
    }

    private bool ReadComment()
    {
        var depth = 0;
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == '\\' && i + 1 < rest.Length) i++;
            else if (rest[i] == '(') depth++;
            else if (rest[i] == ')') depth--;
            if (depth > 0) continue;
            rest = rest[(i + 1)..];
            return true;
        }

        return false;
    }

    private bool SkipComments()
    {
        SkipSpace();
        while (rest is ['(', ..])
        {
            if (!ReadComment()) return false;
            SkipSpace();
        }

        return true;
    }

    // Lenient is for display names, where people write 'Doe, Joe [work]' without quotes.
    private ReadOnlySpan<char> TakeAtom(bool lenient)
    {
        var end = 0;
        while (end < rest.Length && IsAtomCharacter(rest[end], lenient)) end++;
        var atom = rest[..end];
        rest = rest[end..];
        return atom;
    }

    private static bool IsAtomCharacter(char c, bool lenient) => c switch
    {
        '(' or ')' or '[' or ']' or ';' or '@' or '\\' or ',' => lenient,
        '<' or '>' or '"' or ':' => false,
        _ => IsVisible(c),
    };

    private static bool IsVisible(char c) => c is (>= '!' and <= '~') or >= '\u0080';

    private bool Take(char c)
    {
        if (rest.IsEmpty || rest[0] != c) return false;
        rest = rest[1..];
        return true;
    }

    private void SkipSpace() => rest = rest.TrimStart(" \t");
}
