using System.Collections.Immutable;
using Operon.Content.Locations;
using Operon.Opspec.Constraints;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Tests.Constraints;

/// <summary>What JSON cannot say: secrets, files, odd numbers and bytes, and input that means harm.</summary>
public sealed class ConstraintTests
{
    private static readonly SourceSpan Nowhere = new(new SourceText("op.yml", ""), 0, 0);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Check_NumberThatJsonCannotHold_IsAViolation(double number)
    {
        Said("{}", new NumberValue(number)).ShouldHaveSingleItem().ShouldStartWith("must be a finite number");
        Said("""{"not":{"type":"string"}}""", new ArrayValue([new NumberValue(1), new NumberValue(number)])).ShouldHaveSingleItem().ShouldStartWith("[1] must be a finite number");
    }

    [Fact]
    public void Check_FilesInside_CountAsTheirPath()
    {
        var value = new ArrayValue([new FileValue(new LocalLocation("/a/f")), new DirValue(new LocalLocation("/b")), new SocketValue("/s")]);

        Said("""{"items":{"type":"string","pattern":"^/"}}""", value).ShouldBeEmpty();
        Said("""{"items":{"maxLength":3}}""", value).ShouldBe(["[0] must be at most 3 characters long, has 4"]);
        Said("""{"enum":[["/a/f","/b","/s"]]}""", value).ShouldBeEmpty();
    }

    [Fact]
    public void Check_BytesThatAreNoText_CountOneEach()
    {
        var value = new StringValue(new ByteString(new byte[] { 0xE2, 0x82, (byte)'a', 0xFF }));

        Said("""{"minLength":4,"maxLength":4,"pattern":"^\uFFFD\uFFFDa\uFFFD$"}""", value).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"minLength":99}""")]
    [InlineData("""{"maxLength":1}""")]
    [InlineData("""{"pattern":"^x$"}""")]
    [InlineData("""{"format":"uuid"}""")]
    [InlineData("""{"enum":["x"]}""")]
    [InlineData("""{"const":"x"}""")]
    [InlineData("""{"not":{}}""")]
    [InlineData("""{"anyOf":[{"pattern":"^x$"},{"const":1}]}""")]
    [InlineData("""{"oneOf":[{"pattern":"^x$"},{"const":1}]}""")]
    [InlineData("""{"if":{},"then":{"format":"uuid"}}""")]
    [InlineData("false")]
    public void Check_SecretString_SaysNothingOfItsText(string schema)
    {
        var violations = Said(schema, new StringValue("hunter2", SecretNames.Of("password")));

        violations.ShouldNotBeEmpty();
        violations.ShouldAllBe(v => !v.Contains("hunter2", StringComparison.Ordinal) && !v.Contains('7', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"minimum":99}""")]
    [InlineData("""{"multipleOf":5}""")]
    [InlineData("""{"enum":[1]}""")]
    [InlineData("""{"format":"uuid"}""")]
    public void Check_SecretNumber_SaysNothingOfIt(string schema) =>
        Said(schema, new NumberValue(47.11, SecretNames.Of("pin"))).ShouldHaveSingleItem().ShouldNotContain("47");

    [Theory]
    [InlineData("""{"additionalProperties":false}""")]
    [InlineData("""{"additionalProperties":{"type":"number"}}""")]
    [InlineData("""{"patternProperties":{"^h":{"pattern":"^$"}}}""")]
    [InlineData("""{"propertyNames":{"format":"uuid"}}""")]
    [InlineData("""{"additionalProperties":{"minLength":99}}""")]
    [InlineData("""{"const":{}}""")]
    public void Check_SecretObject_SaysNothingOfNamesAndValuesInside(string schema)
    {
        var value = Object(("hunter2", new StringValue("correct horse"))).Marked(SecretNames.Of("login"));

        var violations = Said(schema, value);

        violations.ShouldNotBeEmpty();
        violations.ShouldAllBe(v => !v.Contains("hunter2", StringComparison.Ordinal) && !v.Contains("horse", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_SecretInsideAnObject_HidesItAlone()
    {
        var value = Object(("open", new StringValue("seen")), ("closed", new StringValue("hunter2", SecretNames.Of("password"))));

        Said("""{"additionalProperties":{"format":"uuid"}}""", value)
            .ShouldBe([".closed must have the format 'uuid'", ".open must have the format 'uuid', is 'seen'"]);
    }

    [Fact]
    public void Check_SecretObjectWithDeclaredProperties_NamesThem() =>
        Said("""{"properties":{"user":{"type":"number"}}}""", Object(("user", new StringValue("x"))).Marked(SecretNames.Of("login")))
            .ShouldBe([".user must be of type number, is of type string"]);

    [Fact]
    public void Check_ValueNestedWithoutMeasure_IsAViolation()
    {
        Value value = new StringValue("end");
        for (var i = 0; i < 200_000; i++) value = new ArrayValue([value]);

        Said("""{"items":{"$ref":"#"},"uniqueItems":true}""", value).ShouldBe(["is nested more than 1000 levels deep"]);
    }

    [Fact]
    public void Check_DeepestValueUnderARecursiveSchema_IsChecked()
    {
        Value value = new NumberValue(1);
        for (var i = 0; i < 1000; i++) value = new ArrayValue([value]);

        var violations = Said("""{"uniqueItems":true,"items":{"allOf":[{"allOf":[{"allOf":[{"$ref":"#"}]}]}]},"type":["array","string"]}""", value);

        violations[^1].ShouldEndWith("must be of type array or string, is of type integer");
    }

    [Fact]
    public void Check_ExponentiallyManyAlternatives_GivesUp()
    {
        Value value = new NumberValue(1);
        for (var i = 0; i < 60; i++) value = new ArrayValue([value]);

        Said("""{"anyOf":[{"items":{"$ref":"#"},"minItems":1,"type":"array"},{"items":{"$ref":"#"},"type":"array"}]}""", value)
            .ShouldContain(v => v.Contains("steps", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_ViolationsWithoutNumber_StopsTelling()
    {
        var value = new ArrayValue([.. Enumerable.Repeat(new NumberValue(0), 50_000)]);

        var violations = Said("""{"items":{"minimum":1}}""", value);

        violations.Count.ShouldBe(10_001);
        violations[^1].ShouldContain("more than 10000 places");
    }

    [Fact]
    public void Compile_SchemaNestedWithoutMeasure_IsADiagnostic()
    {
        SyntaxNode schema = ScalarNode.Bool(Nowhere, true);
        for (var i = 0; i < 200_000; i++) schema = new MappingNode(Nowhere, [new MappingEntry("not", Nowhere, schema)]);
        var diagnostics = new DiagnosticBag();

        ConstraintCompiler.Compile(schema, diagnostics).ShouldBeNull();

        diagnostics.ShouldHaveSingleItem().Rule.ShouldBe(ConstraintRules.TooDeep);
    }

    [Fact]
    public void Compile_LongChainOfReferences_DoesNotHarm()
    {
        const int Length = 20_000;
        var chain = Enumerable.Range(0, Length)
            .Select(i => new MappingEntry($"d{i}", Nowhere, new MappingNode(Nowhere, [new MappingEntry("$ref", Nowhere, ScalarNode.String(Nowhere, $"#/definitions/d{(i + 1) % Length}"))])));
        var schema = new MappingNode(Nowhere, [new MappingEntry("definitions", Nowhere, new MappingNode(Nowhere, [.. chain]))]);
        var diagnostics = new DiagnosticBag();

        ConstraintCompiler.Compile(schema, diagnostics).ShouldBeNull();

        diagnostics.ShouldNotBeEmpty();
    }

    [Fact]
    public void Compile_SeveralMistakes_TellsAll()
    {
        var diagnostics = new DiagnosticBag();

        ConstraintCompiler.Compile(JsonInput.Schema("""{"minLength":"1","pattern":"(","items":{"type":"x"}}"""), diagnostics).ShouldBeNull();

        diagnostics.Select(d => d.Code).ShouldBe(["OPS0450", "OPS0452", "OPS0451"], ignoreOrder: true);
    }

    [Fact]
    public async Task Check_ByManyAtOnce_SaysTheSameToAll()
    {
        var constraint = ConstraintCompiler.Compile(JsonInput.Schema("""{"items":{"anyOf":[{"minimum":5},{"pattern":"^a+$"}]}}"""), []).ShouldNotBeNull();
        var value = JsonInput.Value("""[1,"b",7,"a"]""");
        var alone = constraint.Check(value);

        var all = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => constraint.Check(value))));

        all.ShouldAllBe(found => found.SequenceEqual(alone));
    }

    [Fact]
    public void All_Rules_HaveCodesOfTheirOwn() => ConstraintRules.All.Select(r => r.Code).ShouldBeUnique();

    private static ObjectValue Object(params (string Name, Value Value)[] properties) =>
        new(properties.ToImmutableSortedDictionary(p => new ByteString(p.Name), p => p.Value));

    private static IReadOnlyList<string> Said(string schema, Value value)
    {
        var diagnostics = new DiagnosticBag();
        var constraint = ConstraintCompiler.Compile(JsonInput.Schema(schema), diagnostics);
        diagnostics.ShouldBeEmpty();
        return [.. constraint.ShouldNotBeNull().Check(value).Select(v => v.ToString())];
    }
}
