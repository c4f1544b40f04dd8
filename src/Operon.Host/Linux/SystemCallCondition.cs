namespace Operon.Host.Linux;

/// <summary>What an argument of a system call must be for a rule to count.</summary>
/// <param name="Argument">Its place, from 0 on.</param>
/// <param name="Comparison">As the OCI runtime specification names it, such as <c>SCMP_CMP_EQ</c>.</param>
/// <param name="Value">What it is compared with; the mask of <see cref="Masked"/>.</param>
/// <param name="Second">What must be left under the mask.</param>
public readonly record struct SystemCallCondition(uint Argument, string Comparison, ulong Value, ulong Second = 0)
{
    /// <summary>The comparison of the bits under a mask.</summary>
    public const string Masked = "SCMP_CMP_MASKED_EQ";

    /// <summary>The comparison that holds when the argument is any other.</summary>
    public const string NotEqual = "SCMP_CMP_NE";
}
