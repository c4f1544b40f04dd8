using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Syntax;

/// <summary>A YAML mapping after merge keys and duplicates (the last wins) were dealt with; keys are unique.</summary>
public sealed class MappingNode(SourceSpan span, ImmutableArray<MappingEntry> entries) : SyntaxNode(span)
{
    // Most mappings have a few keys, which are found faster without an index than the index is made.
    private const int WorthAnIndex = 12;

    private readonly Dictionary<string, MappingEntry>? byKey = entries.Length < WorthAnIndex ? null : entries.ToDictionary(e => e.Key, StringComparer.Ordinal);

    /// <summary>The entries in the order of the file.</summary>
    public ImmutableArray<MappingEntry> Entries { get; } = entries;

    /// <summary>The entry of a key, or null.</summary>
    public MappingEntry? Find(string key)
    {
        if (byKey is not null) return byKey.GetValueOrDefault(key);
        foreach (var entry in Entries)
        {
            if (entry.Key == key) return entry;
        }

        return null;
    }
}
