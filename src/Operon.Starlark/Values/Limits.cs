namespace Operon.Starlark.Values;

/// <summary>How large one value may be, so that one line of a program cannot take all memory of the machine.</summary>
internal static class Limits
{
    /// <summary>The elements of a list or tuple: a gigabyte.</summary>
    public const int Elements = 1 << 26;

    /// <summary>The items of a dict or set.</summary>
    public const int Items = 1 << 25;

    /// <summary>The bits of an integer: two and a half million decimal digits, so that arithmetic with them ends soon.</summary>
    public const long IntegerBits = 1 << 23;

    /// <summary>The characters of a text that is built piece by piece.</summary>
    public const int BuiltText = 1 << 28;
}
