using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Operon.Opspec.Constraints.Keywords;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Patterns;

namespace Operon.Opspec.Constraints;

/// <summary>Reads the schemas of one set of constraints. Each node becomes one schema however often it is reached.</summary>
internal sealed class SchemaReader(SyntaxNode root)
{
    private readonly Dictionary<SyntaxNode, Schema> schemas = new(ReferenceEqualityComparer.Instance);

    /// <summary>What is wrong so far.</summary>
    public DiagnosticBag Diagnostics { get; } = [];

    /// <summary>The schema at a node. Where there is none it says so and gives one that demands nothing.</summary>
    /// <param name="node">A mapping or a boolean.</param>
    /// <param name="keyword">What the schema belongs to, for the diagnostic.</param>
    public Schema Read(SyntaxNode node, string keyword)
    {
        if (schemas.TryGetValue(node, out var known)) return known;
        var schema = schemas[node] = new Schema(node.Span);
        if (node is ScalarNode { Kind: ScalarKind.Boolean, Boolean: var allowed })
        {
            if (!allowed) schema.AllowNothing();
        }
        else if (node is not MappingNode mapping)
        {
            Malformed(node, keyword, "a mapping or a boolean");
        }
        else if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            TooDeep(node);
        }
        else if (mapping.Find("$ref") is { } reference)
        {
            // As in the reference, nothing beside a $ref counts.
            if (Resolve(reference.Value) is { } target) schema.ReferTo(Read(target, "$ref"));
        }
        else
        {
            schema.Demand(TypeKeyword.Read(mapping, this), Vocabulary.Read(mapping, this));
        }

        return schema;
    }

    /// <summary>The schema of a keyword, or null if it is not there.</summary>
    public Schema? ReadOptional(MappingNode schema, string keyword) =>
        schema.Find(keyword) is { } entry ? Read(entry.Value, keyword) : null;

    /// <summary>The schemas of a keyword that takes a list of them; none if it is not there.</summary>
    public ImmutableArray<Schema> ReadList(MappingNode schema, string keyword)
    {
        if (schema.Find(keyword) is not { } entry) return [];
        if (entry.Value is SequenceNode list) return [.. list.Items.Select(i => Read(i, keyword))];
        Malformed(entry.Value, keyword, "a list of schemas");
        return [];
    }

    /// <summary>The schemas of a keyword that takes them by name; none if it is not there.</summary>
    public ImmutableArray<KeyValuePair<string, Schema>> ReadMap(MappingNode schema, string keyword)
    {
        if (schema.Find(keyword) is not { } entry) return [];
        if (entry.Value is MappingNode map) return [.. map.Entries.Select(e => KeyValuePair.Create(e.Key, Read(e.Value, $"{keyword}.{e.Key}")))];
        Malformed(entry.Value, keyword, "a mapping of names to schemas");
        return [];
    }

    /// <summary>A text; null if the keyword is not there.</summary>
    public string? ReadText(MappingNode schema, string keyword)
    {
        if (schema.Find(keyword) is not { } entry) return null;
        if (entry.Value is ScalarNode { Kind: ScalarKind.String } scalar) return scalar.Text;
        Malformed(entry.Value, keyword, "a string");
        return null;
    }

    /// <summary>Several texts, each once; none if the node is something else.</summary>
    public ImmutableArray<string> ReadTexts(SyntaxNode node, string keyword)
    {
        if (node is not SequenceNode list)
        {
            Malformed(node, keyword, "a list of strings");
            return [];
        }

        var texts = new List<string>();
        for (var i = 0; i < list.Items.Length; i++)
        {
            if (list.Items[i] is ScalarNode { Kind: ScalarKind.String } scalar) texts.Add(scalar.Text);
            else Malformed(list.Items[i], $"{keyword}[{i}]", "a string");
        }

        return [.. texts.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>True or false; false if the keyword is not there.</summary>
    public bool ReadBoolean(MappingNode schema, string keyword)
    {
        if (schema.Find(keyword) is not { } entry) return false;
        if (entry.Value is ScalarNode { Kind: ScalarKind.Boolean } scalar) return scalar.Boolean;
        Malformed(entry.Value, keyword, "true or false");
        return false;
    }

    /// <summary>A finite number; null if the keyword is not there.</summary>
    public double? ReadNumber(MappingNode schema, string keyword)
    {
        if (schema.Find(keyword) is not { } entry) return null;
        if (entry.Value is ScalarNode { Kind: ScalarKind.Number, Number: var number } && double.IsFinite(number)) return number;
        Malformed(entry.Value, keyword, "a number");
        return null;
    }

    /// <summary>A whole number from 0; null if the keyword is not there.</summary>
    public long? ReadCount(MappingNode schema, string keyword)
    {
        if (schema.Find(keyword) is not { } entry) return null;
        if (entry.Value is ScalarNode { Kind: ScalarKind.Number, Number: >= 0 and < long.MaxValue and var number } && JsonView.IsWhole(number)) return (long)number;
        Malformed(entry.Value, keyword, "a whole number of at least 0");
        return null;
    }

    /// <summary>A lower and an upper limit of a count; says so if they contradict each other.</summary>
    /// <param name="schema">Where.</param>
    /// <param name="minimum">The keyword of the lower limit.</param>
    /// <param name="maximum">The keyword of the upper limit.</param>
    public (long? Minimum, long? Maximum) ReadCounts(MappingNode schema, string minimum, string maximum)
    {
        var (least, most) = (ReadCount(schema, minimum), ReadCount(schema, maximum));
        if (least > most)
        {
            Diagnostics.Add(new Diagnostic(ConstraintRules.ContradictoryLimits, $"{minimum} is {least}, which is more than {maximum}, {most}", schema.Find(minimum)?.Value.Span)
            {
                Expected = $"{minimum} of at most {most}, or {maximum} of at least {least}",
            });
        }

        return (least, most);
    }

    /// <summary>A pattern; null if it cannot be read.</summary>
    public Re2Pattern? ReadPattern(string pattern, SourceSpan span, string keyword)
    {
        if (Re2Pattern.Compile(pattern).TryGet(out var compiled, out var failure)) return compiled;
        Diagnostics.Add(new Diagnostic(ConstraintRules.MalformedPattern, $"'{pattern}' of {keyword} is no pattern", span) { Cause = failure, Expected = "a regular expression in the syntax of RE2" });
        return null;
    }

    /// <summary>A literal of the constraints.</summary>
    public Value ReadLiteral(SyntaxNode node, int depth = 0)
    {
        if (depth > Inspection.MaximumDepth)
        {
            TooDeep(node);
            return NullValue.Instance;
        }

        return node switch
        {
            ScalarNode { Kind: ScalarKind.Boolean } scalar => new BooleanValue(scalar.Boolean),
            ScalarNode { Kind: ScalarKind.Number } scalar => new NumberValue(scalar.Number),
            ScalarNode { Kind: ScalarKind.String } scalar => new StringValue(scalar.Text),
            SequenceNode list => new ArrayValue([.. list.Items.Select(i => ReadLiteral(i, depth + 1))]),
            MappingNode map => new ObjectValue(map.Entries.ToImmutableSortedDictionary(e => new ByteString(e.Key), e => ReadLiteral(e.Value, depth + 1))),
            _ => NullValue.Instance,
        };
    }

    /// <summary>Says that a keyword has a value of the wrong type.</summary>
    public void Malformed(SyntaxNode node, string keyword, string expected) =>
        Diagnostics.Add(new Diagnostic(ConstraintRules.MalformedKeyword, $"{keyword} is {SyntaxWords.Of(node)}", node.Span) { Expected = expected });

    /// <summary>Says so of each schema that applies itself to the same value again, directly or through others.</summary>
    public void RefuseCircles()
    {
        // Depth first with a stack of its own: a chain of references may be as long as the file allows.
        var done = new Dictionary<Schema, bool>();
        var stack = new Stack<(Schema Schema, IEnumerator<Schema> Next)>();
        foreach (var start in schemas.Values)
        {
            if (!done.TryAdd(start, false)) continue;
            stack.Push((start, start.InPlace.GetEnumerator()));
            while (stack.TryPeek(out var top))
            {
                if (!top.Next.MoveNext())
                {
                    done[stack.Pop().Schema] = true;
                    continue;
                }

                var next = top.Next.Current;
                if (done.TryAdd(next, false)) stack.Push((next, next.InPlace.GetEnumerator()));
                else if (!done[next]) Endless(top.Schema);
            }
        }
    }

    private SyntaxNode? Resolve(SyntaxNode reference)
    {
        if (reference is not ScalarNode { Kind: ScalarKind.String, Text: var text })
        {
            Malformed(reference, "$ref", "a string");
            return null;
        }

        if (JsonPointer.Find(root, text) is { } found) return found;
        Diagnostics.Add(new Diagnostic(ConstraintRules.UnresolvedReference, $"the $ref '{text}' leads nowhere in these constraints", reference.Span)
        {
            Expected = "'#', or '#/' and the keys that lead from these constraints to a schema, such as '#/properties/name'",
        });
        return null;
    }

    private void Endless(Schema schema) =>
        Diagnostics.Add(new Diagnostic(ConstraintRules.EndlessReference, "the schema applies itself to the same value again", schema.Span)
        {
            Fix = "put the $ref below properties, items or another keyword that goes into the value",
        });

    private void TooDeep(SyntaxNode node) => Diagnostics.Add(new Diagnostic(ConstraintRules.TooDeep, "the constraints are nested too deeply", node.Span));
}
