using Operon.Text.Diagnostics;

namespace Operon.Opspec.Declarations;

/// <summary>A checked <c>op.yml</c> (specification, section 1.2).</summary>
public sealed class OpDeclaration
{
    /// <summary>The text it was read from; all spans below point into it.</summary>
    public required SourceText Source { get; init; }

    /// <summary>What the op calls itself. May be empty.</summary>
    public required string Name { get; init; }

    /// <summary>Where the name stands.</summary>
    public required SourceSpan NameSpan { get; init; }

    /// <summary>Markdown for people.</summary>
    public string? Description { get; init; }

    /// <summary>What it takes.</summary>
    public ParameterDeclarations Inputs { get; init; } = ParameterDeclarations.None;

    /// <summary>What it gives.</summary>
    public ParameterDeclarations Outputs { get; init; } = ParameterDeclarations.None;

    /// <summary>What it does. Without it the op succeeds at once.</summary>
    public CallDeclaration? Run { get; init; }

    /// <summary>Its version, a semantic version; never acted upon.</summary>
    public string? Version { get; init; }

    /// <summary>The version of the language it was written for; never acted upon.</summary>
    public string? OpspecVersion { get; init; }
}
