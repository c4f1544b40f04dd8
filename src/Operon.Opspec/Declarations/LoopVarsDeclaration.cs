namespace Operon.Opspec.Declarations;

/// <summary>The variables of a loop: names without <c>$( )</c>, null where not asked for.</summary>
/// <param name="Index">Gets the number of the iteration, from 0.</param>
/// <param name="Key">Gets the property name of an object; of an array the index.</param>
/// <param name="Value">Gets the item.</param>
public sealed record LoopVarsDeclaration(string? Index, string? Key, string? Value)
{
    /// <summary>No variables.</summary>
    public static LoopVarsDeclaration None { get; } = new(null, null, null);
}
