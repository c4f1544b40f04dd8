using Operon.Opspec.Declarations;
using Operon.Opspec.Schema.Shapes;

namespace Operon.Opspec.Schema;

/// <summary>What texts and keys of an op.yml must look like (specification, section 1.2).</summary>
internal static class Patterns
{
    /// <summary>A reference as loop variables, environments and op outputs have it.</summary>
    public static readonly TextPattern Reference = new(
        "a reference such as $(name)", @"^\$\([-_.a-zA-Z0-9$()\[/\]]+\)$", IsPlainReference);

    /// <summary>A reference to anything, whatever characters its path has.</summary>
    public static readonly TextPattern AnyReference = new(
        "a reference such as $(name)", @"^\$\([^\n]+\)$", text => ReferenceText.IsWhole(text) && !text.Contains('\n', StringComparison.Ordinal));

    /// <summary>A loop variable: a reference, or in the older form its name.</summary>
    public static readonly TextPattern LoopVariable = new(
        "a variable such as $(name)", @"^(\$\([-_.a-zA-Z0-9$()\[/\]]+\)|[-_.a-zA-Z0-9]+)$", text => IsPlainReference(text) || IsAll(text, "."));

    /// <summary>What an output of an op call is bound to: a reference, or in the older form the name of the output.</summary>
    public static readonly TextPattern Binding = new(
        "a variable such as $(name)", @"^(\$\([-_.a-zA-Z0-9$()\[/\]]+\)|[-_a-zA-Z0-9]+)$", text => IsPlainReference(text) || IsAll(text, ""));

    /// <summary>The name of a call that another one needs.</summary>
    public static readonly TextPattern CallName = new("a name of letters, digits, - and _", "^[-_a-zA-Z0-9]+$", text => IsAll(text, ""));

    /// <summary>The name of a parameter: it needs one letter, digit, - or _.</summary>
    public static readonly TextPattern ParameterName = new(
        "a name of letters, digits, - and _", "[-_a-zA-Z0-9]", HasNameCharacter);

    /// <summary>The name of an environment variable.</summary>
    public static readonly TextPattern VariableName = new(
        "a name without =", "^[^=]*$", text => !text.Contains('=', StringComparison.Ordinal));

    /// <summary>A path in a container.</summary>
    public static readonly TextPattern ContainerPath = new("an absolute path", @"[\s\S]", text => text.Length > 0);

    /// <summary>A port or range of ports. What has no digit at all is no port; what cannot be read is told by an advice.</summary>
    public static readonly TextPattern ContainerPort = new(
        "a port such as 80, 80-90 or 53/udp", "[0-9]", text => text.AsSpan().ContainsAnyInRange('0', '9'));

    /// <summary>A semantic version.</summary>
    public static readonly TextPattern SemanticVersion = new(
        "a semantic version such as 1.0.0", @"^[0-9]+\.[0-9]+\.[0-9]+(-[-.0-9A-Za-z]+)?(\+[-.0-9A-Za-z]+)?$", IsSemanticVersion);

    /// <summary>An amount of memory.</summary>
    public static readonly TextPattern Memory = new(
        "bytes, or a text such as 512m or 2g", "^[0-9]+(\\.[0-9]+)?([bB]|[kKmMgGtT]([iI]?[bB])?)?$", text => ByteSize.TryParse(text, out _));

    private static bool IsPlainReference(string text) => ReferenceText.IsWhole(text) && IsAll(text, "$()[/].");

    private static bool HasNameCharacter(string text)
    {
        foreach (var c in text)
        {
            if (IsNameCharacter(c)) return true;
        }

        return false;
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';

    private static bool IsAll(ReadOnlySpan<char> text, ReadOnlySpan<char> others)
    {
        foreach (var c in text)
        {
            if (!IsNameCharacter(c) && !others.Contains(c)) return false;
        }

        return !text.IsEmpty;
    }

    private static bool IsSemanticVersion(string text)
    {
        var rest = text.AsSpan();
        return TakeNumber(ref rest) && Take(ref rest, '.') && TakeNumber(ref rest) && Take(ref rest, '.') && TakeNumber(ref rest)
            && TakeIdentifiers(ref rest, '-') && TakeIdentifiers(ref rest, '+') && rest.IsEmpty;
    }

    private static bool Take(ref ReadOnlySpan<char> text, char c)
    {
        if (text.IsEmpty || text[0] != c) return false;
        text = text[1..];
        return true;
    }

    private static bool TakeNumber(ref ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExceptInRange('0', '9');
        if (length < 0) length = text.Length;
        text = text[length..];
        return length > 0;
    }

    private static bool TakeIdentifiers(ref ReadOnlySpan<char> text, char mark)
    {
        if (!Take(ref text, mark)) return true;
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] is '-' or '.')) length++;
        text = text[length..];
        return length > 0;
    }
}
