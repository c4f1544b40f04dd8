namespace Operon.Text.Patterns;

/// <summary>What <c>(?ims)</c> switches on.</summary>
[Flags]
internal enum PatternFlags
{
    None = 0,
    IgnoreCase = 1,
    MultiLine = 2,
    DotAll = 4,
}
