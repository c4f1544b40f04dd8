using FsCheck;
using FsCheck.Fluent;
using Operon.Opspec.Schema;
using Operon.Opspec.Syntax;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Tests.Schema;

public sealed class SchemaCheckerTests
{
    private static readonly string Complete =
        File.ReadAllText(Path.Combine(Repository.Root, "tests", "Operon.Opspec.Tests", "Schema", "golden", "complete.yml"));

    [Fact]
    public void Read_VeryManyProblems_StopsAfterSome()
    {
        var found = Problems("name: a\nrun:\n  serial:\n" + string.Concat(Enumerable.Repeat("    - {}\n", 1000)));
        found.Count.ShouldBe(201);
        found[^1].Rule.ShouldBe(SchemaRules.TooManyProblems);
    }

    [Fact]
    public void Read_VeryManyWarnings_IsStillAccepted()
    {
        var found = new DiagnosticBag();
        var inputs = string.Concat(Enumerable.Range(0, 1000).Select(i => $"  a{i}: {{ string: {{ description: x }} }}\n"));
        OpReader.Read(new SourceText("op.yml", "name: a\ninputs:\n" + inputs), found).ShouldNotBeNull();
        found.HasErrors.ShouldBeFalse();
    }

    [Fact]
    public void Read_DeepNesting_IsChecked() =>
        Problems("name: a\nrun: " + string.Concat(Enumerable.Repeat("{ serial: [", 60)) + "{ nope: 1 }" + string.Concat(Enumerable.Repeat("] }", 60)))
            .ShouldContain(d => d.Message.EndsWith(".nope is not a property of a call", StringComparison.Ordinal));

    [Fact]
    public void Read_ControlCharactersInAKey_AreEscapedInTheMessage() =>
        Problems("name: a\n\"x\\e\\n\": 1\n").ShouldContain(d => d.Message == @"x\x1b\n is not a property of an op");

    [Fact]
    public void Read_OpWithAnyLineMissing_GivesDeclarationsOrErrors()
    {
        var lines = Complete.Split('\n');
        Prop.ForAll(Gen.Choose(0, lines.Length - 1).Two().ToArbitrary(), pair =>
        {
            var text = string.Join('\n', lines.Where((_, i) => i != pair.Item1 && i != pair.Item2));
            IsConsistent(text);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Check_TreeWithNodesExchanged_IsRefusedOrBuilt()
    {
        var tree = YamlReader.Read(new SourceText("op.yml", Complete), YamlLimits.OpFile, [])!;
        var count = Count(tree);
        var span = new SourceSpan(tree.Span.Source, 0, 0);
        SyntaxNode[] others =
        [
            new MappingNode(span, []), new SequenceNode(span, []), ScalarNode.Null(span), ScalarNode.Bool(span, true), ScalarNode.Numeric(span, 1.5, "1.5"),
            ScalarNode.String(span, ""), ScalarNode.String(span, "$(x)"), ScalarNode.String(span, "run"),
        ];
        var change = Gen.Choose(0, count - 1).Zip(Gen.Elements(others));
        Prop.ForAll(change.NonEmptyListOf().ToArbitrary(), changes =>
        {
            var at = 0;
            var changed = Exchange(tree, changes.DistinctBy(c => c.Item1).ToDictionary(c => c.Item1, c => c.Item2), ref at);
            var found = new DiagnosticBag();
            var fits = OpSchema.Check(changed, found);
            fits.ShouldBe(!found.HasErrors);
            if (fits) DeclarationBuilder.Build((MappingNode)changed, found);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(4));
    }

    private static int Count(SyntaxNode node) => 1 + node switch
    {
        MappingNode mapping => mapping.Entries.Sum(e => Count(e.Value)),
        SequenceNode sequence => sequence.Items.Sum(Count),
        _ => 0,
    };

    private static SyntaxNode Exchange(SyntaxNode node, Dictionary<int, SyntaxNode> changes, ref int at)
    {
        var replacement = changes.GetValueOrDefault(at++);
        SyntaxNode copy = node;
        if (node is MappingNode mapping)
        {
            var entries = new List<MappingEntry>();
            foreach (var entry in mapping.Entries) entries.Add(entry with { Value = Exchange(entry.Value, changes, ref at) });
            copy = new MappingNode(node.Span, [.. entries]);
        }
        else if (node is SequenceNode sequence)
        {
            var items = new List<SyntaxNode>();
            foreach (var item in sequence.Items) items.Add(Exchange(item, changes, ref at));
            copy = new SequenceNode(node.Span, [.. items]);
        }

        return replacement ?? copy;
    }

    private static void IsConsistent(string text)
    {
        var found = new DiagnosticBag();
        var op = OpReader.Read(new SourceText("op.yml", text), found);
        (op is null).ShouldBe(found.HasErrors, text);
        found.ShouldAllBe(d => d.Span != null && !d.Message.Contains('\n', StringComparison.Ordinal));
    }

    private static List<Diagnostic> Problems(string text)
    {
        var found = new DiagnosticBag();
        OpReader.Read(new SourceText("op.yml", text), found).ShouldBeNull();
        return [.. found];
    }
}
