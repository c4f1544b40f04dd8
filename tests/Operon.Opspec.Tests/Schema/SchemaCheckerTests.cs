using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Operon.Opspec.Schema;
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
    public void Read_OpWithTokensExchanged_GivesDeclarationsOrErrors()
    {
        string[] tokens = ["{}", "[]", "~", "1", "true", "$(x)", "\"\"", "{ a: }", "- ", ": "];
        var change = from at in Gen.Choose(0, Complete.Length - 1)
                     from length in Gen.Choose(0, 8)
                     from token in Gen.Elements(tokens)
                     select (at, length, token);
        Prop.ForAll(change.ArrayOf().ToArbitrary(), changes =>
        {
            var text = new StringBuilder(Complete);
            foreach (var (at, length, token) in changes.Take(5))
            {
                var start = Math.Min(at, text.Length);
                text.Remove(start, Math.Min(length, text.Length - start)).Insert(start, token);
            }

            IsConsistent(text.ToString());
        }).QuickCheckThrowOnFailure();
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
