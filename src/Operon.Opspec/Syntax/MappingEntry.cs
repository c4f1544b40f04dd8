using Operon.Text.Diagnostics;

namespace Operon.Opspec.Syntax;

/// <summary>A key and its value.</summary>
/// <param name="Key">The key as text; numbers and booleans have become text by the rules of section 1.1.1.</param>
/// <param name="KeySpan">Where the key stands.</param>
/// <param name="Value">The value.</param>
public sealed record MappingEntry(string Key, SourceSpan KeySpan, SyntaxNode Value)
{
    /// <summary>What the file says where <see cref="Key"/> differs from it because YAML 1.1 reads it as a boolean (<c>on</c>, <c>n</c>); else null.</summary>
    public string? WrittenAs { get; init; }
}
