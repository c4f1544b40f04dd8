using System.Collections.Immutable;

namespace Operon.Engine.Planning;

/// <summary>A text that a run would use, as far as it is known.</summary>
/// <param name="Text">
/// The text; what is known only when it runs stands in it as the reference, such as <c>$(version)</c>, and a text with a secret in
/// it is <c>&lt;secret name&gt;</c> as a whole.
/// </param>
public sealed record PlannedText(string Text)
{
    /// <summary>The references in it that are known only when it runs; empty when it is known.</summary>
    public ImmutableArray<string> Unknown { get; init; } = [];

    /// <summary>The secret parameters it was made from.</summary>
    public ImmutableArray<string> Secrets { get; init; } = [];

    /// <summary>Whether it names a file or directory that the run would make.</summary>
    public bool IsCreated { get; init; }
}
