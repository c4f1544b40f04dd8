using System.Collections.Frozen;
using System.Collections.Immutable;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary><c>enum</c> and <c>const</c>: the value is one of those. Numbers compare by value, arrays and objects by content.</summary>
internal sealed class EnumKeyword : Keyword
{
    private readonly string keyword;
    private readonly string allowed;
    private readonly FrozenSet<string> texts;

    private EnumKeyword(string keyword, ImmutableArray<Value> values)
    {
        this.keyword = keyword;
        var all = values.Select(CanonicalText.Of).Distinct(StringComparer.Ordinal).ToArray();
        allowed = string.Join(", ", all);
        texts = all.ToFrozenSet(StringComparer.Ordinal);
    }

    public static IEnumerable<Keyword> Read(MappingNode schema, SchemaReader reader)
    {
        if (schema.Find("const") is { } constant) yield return new EnumKeyword("const", [reader.ReadLiteral(constant.Value)]);
        if (schema.Find("enum") is not { } entry) yield break;
        if (entry.Value is not SequenceNode list) reader.Malformed(entry.Value, "enum", "a list of values");
        else if (!list.Items.IsEmpty) yield return new EnumKeyword("enum", [.. list.Items.Select(i => reader.ReadLiteral(i))]);
    }

    public override void Check(Value value, Inspection inspection)
    {
        if (texts.Contains(CanonicalText.Of(value))) return;
        inspection.Add(keyword, (texts.Count == 1 ? "must be " : "must be one of ") + allowed + inspection.Is(value));
    }
}
