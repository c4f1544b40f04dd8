using Operon.Opspec.Schema.Shapes;
using Operon.Opspec.Syntax;
using Operon.Text.Diagnostics;
using Operon.Text.Spelling;

namespace Operon.Opspec.Schema;

/// <summary>Walks a tree along a shape and tells everything that does not fit. Allocates only where something is wrong.</summary>
internal sealed class SchemaChecker
{
    private const int Most = 200;

    private readonly List<PathStep> path = new(16);
    private List<Diagnostic>? found;
    private int errors;
    private int warnings;

    /// <summary>Checks a document and adds what is wrong in the order of the file.</summary>
    /// <returns>Whether it fits; warnings do not count.</returns>
    public static bool Check(Shape shape, SyntaxNode document, DiagnosticBag diagnostics)
    {
        var checker = new SchemaChecker();
        checker.Visit(shape, document, new SourceSpan(document.Span.Source, document.Span.Start, 0));
        if (checker.found is not { } found) return true;
        var fits = true;
        foreach (var diagnostic in found.OrderBy(d => d.Span!.Value.Start))
        {
            fits &= diagnostic.Severity != DiagnosticSeverity.Error;
            diagnostics.Add(diagnostic);
        }

        return fits;
    }

    private bool IsFull => errors >= Most;

    /// <summary>Where we are: <c>run.serial.0.op</c>; the document itself is <c>the op</c>.</summary>
    private string Place => PlaceAbove(0);

    /// <summary>The key we are at, in its own words.</summary>
    private string KeyPlace => $"the key '{Wording.Shown(path[^1].Key!)}' of {PlaceAbove(1)}";

    private string PlaceAbove(int levels) => path.Count <= levels
        ? "the op"
        : string.Join('.', path.Take(path.Count - levels).Select(s => s.Key is null ? $"{s.Index}" : Wording.Shown(s.Key)));

    /// <summary>Checks one node.</summary>
    /// <param name="shape">What should be there.</param>
    /// <param name="node">What is there.</param>
    /// <param name="owner">The key in front of it, where what is missing in it is told.</param>
    private void Visit(Shape shape, SyntaxNode node, SourceSpan owner)
    {
        if (IsFull) return;
        var kind = node.KindOf();
        shape = Resolve(shape, kind);
        if ((shape.Accepts & kind) == Kinds.None)
        {
            WrongKind(shape, node);
            return;
        }

        switch (shape)
        {
            case ValueShape value:
                if (node is ScalarNode scalar) VisitScalar(value, scalar);
                break;
            case ListShape list:
                VisitList(list, (SequenceNode)node);
                break;
            case MapShape map:
                VisitMap(map, (MappingNode)node);
                break;
            case ObjectShape known:
                VisitObject(known, (MappingNode)node, owner);
                break;
        }
    }

    private static Shape Resolve(Shape shape, Kinds kind)
    {
        while (true)
        {
            switch (shape)
            {
                case Definition definition:
                    shape = definition.Body;
                    continue;
                case EitherShape either:
                    if (either.For(kind) is not { } fitting) return either;
                    shape = fitting;
                    continue;
                default:
                    return shape;
            }
        }
    }

    private void VisitList(ListShape list, SequenceNode node)
    {
        for (var i = 0; i < node.Items.Length; i++)
        {
            path.Add(new PathStep(null, i));
            Visit(list.Item, node.Items[i], node.Items[i].Span with { Length = 0 });
            Leave();
        }
    }

    private void VisitMap(MapShape map, MappingNode node)
    {
        foreach (var entry in node.Entries)
        {
            path.Add(new PathStep(entry.Key, 0));
            if (entry.WrittenAs is { } written) BooleanKey(entry, written);
            if (map.Key is { } pattern && !pattern.Matches(entry.Key))
            {
                Add(new Diagnostic(SchemaRules.BadKey, $"{KeyPlace} is not allowed", entry.KeySpan) { Expected = pattern.Expected });
            }
            else
            {
                AdviseKey(map, entry);
            }

            Visit(map.Value, entry.Value, entry.KeySpan);
            Leave();
        }
    }

    private void VisitObject(ObjectShape shape, MappingNode node, SourceSpan owner)
    {
        ulong seen = 0;
        ulong meant = 0;
        foreach (var entry in node.Entries)
        {
            path.Add(new PathStep(entry.Key, 0));
            var index = shape.IndexOf(entry.Key);
            if (index >= 0)
            {
                seen |= 1UL << index;
                var property = shape.Properties[index];
                if (property.Instead is { } instead)
                {
                    Add(new Diagnostic(SchemaRules.Deprecated, $"{Place} is deprecated", entry.KeySpan) { Fix = instead });
                }

                Visit(property.Shape, entry.Value, entry.KeySpan);
            }
            else
            {
                meant |= Unknown(shape, node, entry);
            }

            Leave();
        }

        if (shape.Choice is { } choice) Choose(shape, choice, node, owner, seen, meant);
        for (var i = 0; i < shape.Properties.Length; i++)
        {
            var property = shape.Properties[i];
            if (!property.IsRequired || ((seen | meant) & (1UL << i)) != 0) continue;
            Add(new Diagnostic(SchemaRules.MissingProperty, $"{Place} has no {property.Name}", owner) { Fix = $"add {property.Name}" });
        }
    }

    /// <summary>Tells of a property that the shape does not know.</summary>
    /// <returns>The property that was meant, as a bit, where one is near.</returns>
    private ulong Unknown(ObjectShape shape, MappingNode node, MappingEntry entry)
    {
        var candidates = shape.Properties.Where(p => p.Instead is null && node.Find(p.Name) is null).Select(p => p.Name);
        var near = Suggestion.For(entry.Key, candidates);
        if (shape.ToleratesOthers && (near is null || !IsLacking(shape, node, near)))
        {
            Add(new Diagnostic(SchemaRules.IgnoredProperty, $"{Place} is ignored: it is no property of {shape.Noun}", entry.KeySpan)
            {
                Fix = HomeOf(entry.Key, shape, node) ?? "remove it",
            });
            return 0;
        }

        var fix = Array.Find(shape.Gone, g => g.Name == entry.Key).Fix ?? (near is null ? HomeOf(entry.Key, shape, node) : $"write {near}");
        Add(new Diagnostic(SchemaRules.UnknownProperty, $"{Place} is not a property of {shape.Noun}", entry.KeySpan)
        {
            Expected = Wording.Either([.. shape.Properties.Where(p => p.Instead is null).Select(p => p.Name)]),
            Fix = fix,
        });
        return near is null ? 0 : 1UL << shape.IndexOf(near);
    }

    /// <summary>The property that a misplaced one belongs into: of those that are there, else of all.</summary>
    private static string? HomeOf(string name, ObjectShape shape, MappingNode node)
    {
        var homes = shape.Properties.Where(p => p.Instead is null && Resolve(p.Shape, Kinds.Object) is ObjectShape inner && inner.IndexOf(name) >= 0).ToArray();
        var home = Array.Find(homes, p => node.Find(p.Name) is not null) ?? (homes.Length == 1 ? homes[0] : null);
        return home is null ? null : $"move it into {home.Name}";
    }

    /// <summary>Whether a property is of a choice of which nothing is there.</summary>
    private static bool IsLacking(ObjectShape shape, MappingNode node, string property) =>
        shape.Choice is { } choice && Array.IndexOf(choice.Names, property) >= 0 && !Array.Exists(choice.Names, n => node.Find(n) is not null);

    private void Choose(ObjectShape shape, Choice choice, MappingNode node, SourceSpan owner, ulong seen, ulong meant)
    {
        var alternatives = shape.Alternatives;
        var count = ulong.PopCount(seen & alternatives);
        if (count == 0 && (meant & alternatives) == 0) NothingChosen(shape, choice, owner);
        if (count > 1 && !choice.AllowsSeveral) SeveralChosen(choice, node);
    }

    private void NothingChosen(ObjectShape shape, Choice choice, SourceSpan owner)
    {
        var names = Wording.Either([.. choice.Names.Where(n => shape.Properties[shape.IndexOf(n)].Instead is null)]);
        Add(new Diagnostic(SchemaRules.NothingChosen, $"{Place} has no {choice.Noun}", owner)
        {
            Expected = names == choice.Noun ? null : names,
            Fix = names == choice.Noun ? $"add {choice.Noun}" : null,
        });
    }

    private void SeveralChosen(Choice choice, MappingNode node)
    {
        var chosen = node.Entries.Where(e => Array.IndexOf(choice.Names, e.Key) >= 0).ToArray();
        Add(new Diagnostic(SchemaRules.SeveralChosen, $"{Place} has {chosen.Length} {choice.Plural}: {Wording.All([.. chosen.Select(e => e.Key)])}", chosen[1].KeySpan)
        {
            Expected = $"one {choice.Noun}",
        });
    }

    private void VisitScalar(ValueShape shape, ScalarNode node)
    {
        if (node.Kind == ScalarKind.String)
        {
            if (shape.Text is { } pattern && !pattern.Matches(node.Text))
            {
                var near = pattern.Words.Length == 0 ? null : Suggestion.For(node.Text, pattern.Words);
                Add(new Diagnostic(SchemaRules.BadText, $"{Place} is {Wording.Found(node)}", node.Span)
                {
                    Expected = pattern.Expected,
                    Fix = near is null ? null : $"write {near}",
                });
            }
            else if (shape.Advice is { } advice)
            {
                Advise(advice, node.Text, node.Span);
            }
        }
        else if (node.Kind == ScalarKind.Number)
        {
            var whole = !shape.IsWhole || Math.Floor(node.Number) == node.Number;
            if (whole && !(node.Number < shape.Minimum)) return;
            var expected = shape.IsWhole ? "a whole number" : "a number";
            if (shape.Minimum is { } minimum) expected += $" of at least {minimum}";
            Add(new Diagnostic(SchemaRules.BadNumber, $"{Place} is {Wording.Found(node)}", node.Span) { Expected = expected });
        }
    }

    private void WrongKind(Shape shape, SyntaxNode node) =>
        Add(new Diagnostic(SchemaRules.WrongKind, $"{Place} is {Wording.Found(node)}", node.Span)
        {
            Expected = shape is ValueShape { Text: { } pattern, Accepts: Kinds.String } ? pattern.Expected : Wording.Either([.. shape.Accepts.WithArticles()]),
            Fix = InsteadOf(shape, node) is not { } value ? null : path.Count > 0 && path[^1].Key is { } key ? $"write {Wording.Shown(key)}: {value}" : $"write {value}",
        });

    /// <summary>What is usually meant by a node of the wrong kind, as YAML.</summary>
    private static string? InsteadOf(Shape shape, SyntaxNode node) => (shape, node) switch
    {
        (ObjectShape { MayBeEmpty: true } or MapShape, ScalarNode { Kind: ScalarKind.Null }) => "{}",
        (ListShape, ScalarNode { Kind: ScalarKind.Null }) => "[]",
        (ListShape, MappingNode) => "and its items as a list, each after -",
        (ValueShape { Accepts: Kinds.String } text, ScalarNode { Kind: ScalarKind.Number or ScalarKind.Boolean } scalar)
            when text.Text?.Matches(Wording.Written(scalar)) != false => $"\"{Wording.Written(scalar)}\"",
        (ObjectShape { TextStandsFor: { } property }, ScalarNode { Kind: ScalarKind.String } scalar) => $"{{ {property}: {Wording.Shown(scalar.Text)} }}",
        (ObjectShape { Choice: { } choice }, ScalarNode { Kind: ScalarKind.String } scalar) when Array.IndexOf(choice.Names, scalar.Text) >= 0 =>
            $"{{ {scalar.Text}: {{}} }}",
        _ => null,
    };

    private void BooleanKey(MappingEntry entry, string written) =>
        Add(new Diagnostic(SchemaRules.BooleanKey, $"the key '{Wording.Shown(written)}' of {PlaceAbove(1)} becomes {entry.Key}, since YAML 1.1 reads it as a boolean", entry.KeySpan)
        {
            Fix = $"write \"{Wording.Shown(written)}\", with the quotes, for a key of that name",
        });

    private void Advise(Advice advice, string text, SourceSpan span)
    {
        if (advice.Applies(text)) Add(new Diagnostic(advice.Rule, $"{Place} {advice.Message}", span) { Fix = advice.Fix });
    }

    private void AdviseKey(MapShape map, MappingEntry entry)
    {
        foreach (var advice in map.KeyAdvice)
        {
            if (advice.Applies(entry.Key)) Add(new Diagnostic(advice.Rule, $"{KeyPlace} {advice.Message}", entry.KeySpan) { Fix = advice.Fix });
        }
    }

    private void Add(Diagnostic diagnostic)
    {
        var isError = diagnostic.Severity == DiagnosticSeverity.Error;
        if (IsFull || (!isError && warnings >= Most)) return;
        found ??= [];
        found.Add(diagnostic);
        if (isError) errors++;
        else warnings++;
        if (IsFull) found.Add(new Diagnostic(SchemaRules.TooManyProblems, $"there are more than {Most} problems; the rest is not shown", diagnostic.Span));
    }

    private void Leave() => path.RemoveAt(path.Count - 1);

    private readonly record struct PathStep(string? Key, int Index);
}
