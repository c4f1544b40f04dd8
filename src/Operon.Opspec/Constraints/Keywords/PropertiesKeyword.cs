using System.Collections.Frozen;
using System.Collections.Immutable;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text.Patterns;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary>
/// <c>properties</c> by name, <c>patternProperties</c> by patterns in the name, and <c>additionalProperties</c> for those that
/// neither speaks of.
/// </summary>
internal sealed class PropertiesKeyword(
    FrozenDictionary<string, Schema> declared,
    ImmutableArray<(Re2Pattern Pattern, Schema Schema)> patterns,
    Schema? additional,
    bool isClosed) : Keyword
{
    public static IEnumerable<Keyword> Read(MappingNode schema, SchemaReader reader)
    {
        var declared = reader.ReadMap(schema, "properties").ToFrozenDictionary(StringComparer.Ordinal);
        var patterns = ImmutableArray.CreateBuilder<(Re2Pattern, Schema)>();
        foreach (var (text, target) in reader.ReadMap(schema, "patternProperties"))
        {
            var span = ((MappingNode)schema.Find("patternProperties")!.Value).Find(text)!.KeySpan;
            if (reader.ReadPattern(text, span, "patternProperties") is { } pattern) patterns.Add((pattern, target));
        }

        var additional = reader.ReadOptional(schema, "additionalProperties");
        var isClosed = schema.Find("additionalProperties")?.Value is ScalarNode { Kind: ScalarKind.Boolean, Boolean: false };
        return declared.Count == 0 && patterns.Count == 0 && additional is null ? [] : [new PropertiesKeyword(declared, patterns.ToImmutable(), additional, isClosed)];
    }

    public override void Check(Value value, Inspection inspection)
    {
        if (value is not ObjectValue { Properties: var properties }) return;
        foreach (var (key, property) in properties)
        {
            var name = JsonView.Decode(key);
            var isDeclared = declared.TryGetValue(name, out var own);
            var isKnown = isDeclared;
            if (own is not null) inspection.ApplyToProperty(own, name, property, isDeclared: true);
            foreach (var (pattern, schema) in patterns)
            {
                if (!pattern.IsMatch(name)) continue;
                isKnown = true;
                inspection.ApplyToProperty(schema, name, property, isDeclared);
            }

            if (isKnown) continue;
            if (isClosed) inspection.Add("additionalProperties", $"must not have a property {inspection.Named(name)}{Known()}");
            else if (additional is not null) inspection.ApplyToProperty(additional, name, property, isDeclared: false);
        }
    }

    private string Known() => declared.Count is 0 or > 10 ? "" : $"; it may have {string.Join(", ", declared.Keys.Order(StringComparer.Ordinal))}";
}
