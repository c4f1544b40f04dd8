using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Syntax;

/// <summary>A mapping whose end has not been read yet: pairs keys with values, and sees to duplicates and merge keys.</summary>
internal sealed class OpenMapping(int start, bool flow, string? anchor, long nodesBefore, DiagnosticBag diagnostics) : OpenCollection(start, flow, anchor, nodesBefore)
{
    private readonly List<MappingEntry?> entries = [];
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private List<(SyntaxNode Source, SourceSpan Place, int OwnBefore)>? merges;
    private Key? key;

    /// <summary>Whether the next node is a key.</summary>
    public bool AwaitsKey => key is null;

    /// <summary>Takes a scalar as the next key. A null text stands for a key that was refused: its value is read and dropped.</summary>
    public void AddKey(string? text, SourceSpan span, string? writtenAs, bool merge) => key = new(text, span, writtenAs, merge);

    public override void Add(SyntaxNode node, SourceSpan place)
    {
        var (text, span, writtenAs, merge) = key!.Value;
        key = null;
        if (merge)
        {
            (merges ??= []).Add((node, place, entries.Count));
        }
        else if (text is not null)
        {
            ref var at = ref CollectionsMarshal.GetValueRefOrAddDefault(places, text, out var exists);
            if (exists)
            {
                diagnostics.Add(Duplicate(entries[at]!, text, span));
                entries[at] = null;
            }

            at = entries.Count;
            entries.Add(new(text, span, node) { WrittenAs = writtenAs });
        }
    }

    public override SyntaxNode Close(SourceSpan span)
    {
        if (merges is not null) Merge();
        var all = ImmutableArray.CreateBuilder<MappingEntry>(places.Count);
        foreach (var entry in entries)
        {
            if (entry is not null) all.Add(entry);
        }

        return new MappingNode(span, all.DrainToImmutable());
    }

    private static Diagnostic Duplicate(MappingEntry first, string text, SourceSpan span)
    {
        var (line, _) = span.Source.Position(first.KeySpan.Start);
        var words = first.KeySpan.Text.SequenceEqual(span.Text)
            ? $"the key '{text}' stands in line {line} already; the last one counts"
            : $"'{span.Text}' is the same key '{text}' as '{first.KeySpan.Text}' in line {line}; the last one counts";
        return new(SyntaxRules.DuplicateKey, words, span) { Fix = "remove or rename one of the two" };
    }

    // The nodes that this brings were counted when the value of the merge key was read.
    // Own keys win, wherever they stand; then earlier sources win over later ones.
    private void Merge()
    {
        foreach (var (source, place, ownBefore) in merges!)
        {
            switch (source)
            {
                case MappingNode mapping:
                    Merge(mapping, place, ownBefore);
                    break;
                case SequenceNode list when list.Items.All(i => i is MappingNode):
                    foreach (var item in list.Items) Merge((MappingNode)item, place, ownBefore);
                    break;
                default:
                    diagnostics.Add(new(SyntaxRules.MergeValue, "'<<' has a value that cannot be merged", place)
                    {
                        Expected = "a mapping or a list of mappings, most often an alias such as *defaults",
                        Fix = "write \"<<\" in quotes if it is meant as a name",
                    });
                    break;
            }
        }
    }

    private void Merge(MappingNode source, SourceSpan place, int ownBefore)
    {
        foreach (var entry in source.Entries)
        {
            ref var at = ref CollectionsMarshal.GetValueRefOrAddDefault(places, entry.Key, out var exists);
            if (!exists)
            {
                at = entries.Count;
                entries.Add(entry);
            }
            else if (at < ownBefore)
            {
                diagnostics.Add(new(SyntaxRules.MergeAfterKey, $"'{entry.Key}' is merged here but the mapping has its own above, which counts", place)
                {
                    Fix = "put '<<' before the keys of the mapping; other readers of YAML 1.1 let the merged one count here",
                });
            }
        }
    }

    private readonly record struct Key(string? Text, SourceSpan Span, string? WrittenAs, bool Merge);
}
