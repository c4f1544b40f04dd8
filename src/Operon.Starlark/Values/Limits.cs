using Operon.Starlark.Execution;

namespace Operon.Starlark.Values;

/// <summary>How large one value may be, so that one line of a program cannot take all memory of the machine.</summary>
internal static class Limits
{
    /// <summary>The elements of a list or tuple: a gigabyte.</summary>
    public const int Elements = 1 << 26;

    /// <summary>An error for more elements than a list or tuple may have.</summary>
    public static void CheckElements(long count)
    {
        if (count > Elements)
            throw new StarlarkException("list too long");
        StarlarkThread.Reserve(count * Value.Size);
    }

    /// <summary>The items of a dict or set.</summary>
    public const int Items = 1 << 25;

    /// <summary>The bits of an integer: a million and a quarter decimal digits, so that arithmetic with them ends soon.</summary>
    public const long IntegerBits = 1 << 22;

    /// <summary>The bytes of a string or of bytes: half a gigabyte where .NET has two bytes for each.</summary>
    public const int Text = 1 << 28;
}
