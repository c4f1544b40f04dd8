using System.Text;
using Operon.Opspec.Binding;
using Operon.Opspec.Coercion;
using Operon.Opspec.Declarations;
using Operon.Opspec.Expressions;
using Operon.Opspec.Interpolation;
using Operon.Opspec.References;
using Operon.Opspec.Tests.Language;
using Operon.Opspec.Values;
using Operon.Text;

namespace Operon.Opspec.Tests.Properties;

/// <summary>Input made to crash or to hang: each ends with a result or a diagnostic. A run that takes minutes has found something.</summary>
public sealed class HostileInputTests : IDisposable
{
    private const int Megabyte = 1 << 20;

    private readonly Bench bench = new Bench().Variable("a", "text").Data("o", "{k: 1}");

    public static TheoryData<string, int> Pieces => new()
    {
        { "$(", Megabyte / 2 },
        { "$(a", Megabyte / 3 },
        { "$(a)", Megabyte / 4 },
        { ")", Megabyte },
        { "\\", Megabyte },
        { "\\$", Megabyte / 2 },
        { "$(a[", Megabyte / 4 },
        { "$(a.", Megabyte / 4 },
        { "$($(a)", Megabyte / 6 },
        { "[", Megabyte },
        { "{\"a\":", Megabyte / 5 },
        { "9", Megabyte },
        { "0", Megabyte },
        { ".", Megabyte },
        { "../", Megabyte / 3 },
        { "a/", Megabyte / 2 },
        { "[0]", Megabyte / 3 },
    };

    [Theory]
    [MemberData(nameof(Pieces))]
    public void Evaluate_AMegabyteOfAPiece_GivesAResultOrADiagnosticOfTheLanguage(string piece, int times)
    {
        var text = (ByteString)string.Concat(Enumerable.Repeat(piece, times));
        ShouldBeAnswered(Template.Parse(text).Evaluate(bench.Evaluation));
        ShouldBeAnswered(Template.Parse(Surrounded("$(", text, ")")).Evaluate(bench.Evaluation));
        ShouldBeAnswered(WholeReference.TryParse(Surrounded("$(", text, ")"))!.Resolve(bench.Evaluation));
        ShouldBeAnswered(WholeReference.TryParse(Surrounded("$(a", text, ")"))!.Resolve(bench.Evaluation, MissingEntry.CreateFile));
        foreach (var type in Enum.GetValues<ParameterType>()) ShouldBeAnswered(ParameterCoercion.Coerce(new StringValue(text), type, bench.Evaluation));
    }

    // Without the limit on the names looked for this takes hours: every prefix of the reference is one.
    [Fact]
    public void Resolve_AMillionDots_AreNoName() =>
        Reference.Parse(new string('.', Megabyte)).Value.ShouldSatisfyAllConditions(
            r => ReferenceResolver.Resolve(r, bench.Evaluation).Error!.Rule.ShouldBe(ReferenceRules.NotInScope));

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(100_000)]
    public void Evaluate_NestedReferences_AreReadOrRefused(int depth)
    {
        bench.Variable("text", "text");
        var text = string.Concat(Enumerable.Repeat("$(", depth)) + "a" + new string(')', depth);
        var result = Template.Parse(text).Evaluate(bench.Evaluation);
        if (depth <= TemplateParserLimit) result.Value.Text.ShouldBe((ByteString)"text");
        else result.Error!.Rule.ShouldBe(ReferenceRules.NotInScope);
    }

    [Fact]
    public void Resolve_ManyAccessors_EndsAtTheFirstThatFails() =>
        Reference.Parse("o.k" + string.Concat(Enumerable.Repeat("[0]", 300_000))).TryGet(out var reference, out _).ShouldBe(
            !ReferenceResolver.Resolve(reference!, bench.Evaluation).IsOk);

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    [InlineData(10_000, false)]
    [InlineData(1_000_000, false)]
    public void Coerce_NestedJson_IsReadToItsLimit(int depth, bool isRead)
    {
        var json = new StringValue(new string('[', depth) + new string(']', depth));
        ArrayCoercion.Coerce(json, bench.Evaluation).IsOk.ShouldBe(isRead);
        ObjectCoercion.Coerce(json, bench.Evaluation).IsOk.ShouldBeFalse();
    }

    [Fact]
    public void Evaluate_AValueWrappedAgainAndAgain_IsRefusedAtTheLimit()
    {
        var wrap = Expression.From(Bench.Yaml("[$(v), {k: [$(v)]}]"));
        var evaluation = bench.Variable("v", "x").Evaluation;
        for (var i = 0; i < 2000; i++)
        {
            if (!Expression.From(Bench.Yaml("[$(v)]")).Evaluate(evaluation).TryGet(out var value, out var error))
            {
                error.Rule.ShouldBe(ReferenceRules.TooDeep);
                i.ShouldBe(ValueJson.MaxDepth);
                StringCoercion.Coerce(evaluation.Scope.Find("v")!, evaluation).IsOk.ShouldBeTrue();
                return;
            }

            evaluation = evaluation with { Scope = evaluation.Scope.With("v", value) };
        }

        Assert.Fail($"2000 deep was accepted: {wrap.Span}");
    }

    [Fact]
    public void Bind_ARangeOfAMillionItems_HasThemAll()
    {
        bench.Variable("r", "[" + string.Join(',', Enumerable.Range(0, 1_000_000)) + "]");
        RangeBinder.Bind(Expression.From(Bench.Yaml("$(r)")), bench.Evaluation).Value.Length.ShouldBe(1_000_000);
    }

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(a|a)*$")]
    [InlineData("^(([a-z])+.)+[A-Z]([a-z])+$")]
    [InlineData("(a*)*b")]
    public void Validate_ACatastrophicPattern_Ends(string pattern)
    {
        var op = bench.Op($"name: x\ninputs: {{s: {{string: {{constraints: {{pattern: '{pattern}'}}}}}}}}");
        new RootArgument(bench.Evaluation, bench.Files.Caller).Bind(op.Inputs[0], new string('a', 100_000) + "!", "-a", bench.Problems).ShouldBeNull();
        bench.Problems.Single().Rule.ShouldBe(BindingRules.BreaksConstraints);
    }

    [Theory]
    [InlineData("((a{1000}){1000}){1000}")]
    [InlineData("(?=a)b")]
    [InlineData("(a)\\1")]
    [InlineData("[")]
    public void Validate_APatternThatIsNoneOrTooLarge_IsADiagnostic(string pattern)
    {
        var op = bench.Op($"name: x\ninputs: {{s: {{string: {{constraints: {{pattern: '{pattern}'}}}}}}}}");
        new RootArgument(bench.Evaluation, bench.Files.Caller).Bind(op.Inputs[0], "aaaa", "-a", bench.Problems).ShouldBeNull();
        bench.Problems.HasErrors.ShouldBeTrue();
    }

    [Fact]
    public void Coerce_AnObjectOfManyFiles_MakesThemAll()
    {
        bench.Variable("d", "{" + string.Join(',', Enumerable.Range(0, 2000).Select(i => $"\"{i}\":{{\"data\":\"\"}}")) + "}");
        var literal = ObjectCoercion.Coerce(bench.Scope.Find("d")!, bench.Evaluation).Value;
        var made = DirCoercion.Coerce(literal, bench.Evaluation).Value;
        Directory.GetFiles(made.Location.ToString()).Length.ShouldBe(2000);
    }

    [Fact]
    public void Coerce_ADirLiteralWithALongKey_IsADiagnostic()
    {
        var key = string.Concat(Enumerable.Repeat("a/", Megabyte / 2));
        bench.Create($"{{? \"{key}b\" : {{data: x}}}}", MissingEntry.Fail).ShouldNotBeEmpty();
        DirCoercion.Coerce(ObjectCoercion.Coerce(new StringValue($"{{\"{key}b\":{{\"data\":\"x\"}}}}"), bench.Evaluation).Value, bench.Evaluation)
            .Error!.Rule.ShouldBe(CoercionRules.NotADirectoryLiteral);
    }

    public void Dispose() => bench.Dispose();

    private static void ShouldBeAnswered<T>(Result<T> result)
        where T : Value
    {
        if (!result.TryGet(out var value, out var error)) error.Code.ShouldMatch("^OPS0[23]");
        else value.ShouldNotBeOfType<NullValue>();
    }

    private static int TemplateParserLimit => 64;

    private static ByteString Surrounded(string before, ByteString text, string after) =>
        new((byte[])[.. Encoding.UTF8.GetBytes(before), .. text.Span, .. Encoding.UTF8.GetBytes(after)]);
}
