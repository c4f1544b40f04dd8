using Operon.Cli.Arguments;
using Operon.Cli.Commands;
using Operon.Engine.Runs;
using Operon.Opspec.Binding;
using Operon.Opspec.Coercion;
using Operon.Opspec.Scopes;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Tests.Arguments;

public sealed class ArgumentSourcesTests : IDisposable
{
    private readonly WorkingDirectory directory = new();
    private readonly DiagnosticBag problems = new();

    [Theory]
    [InlineData(true, true, true, "word")]
    [InlineData(false, true, true, "file")]
    [InlineData(false, false, true, "variable")]
    [InlineData(false, false, false, "default")]
    public async Task Bind_FromSeveralSources_TakesTheFirst(bool word, bool file, bool variable, string expected)
    {
        if (file) directory.Write("args.yml", "who: file");
        if (variable) directory.Variables["who"] = "variable";
        (await BoundAsync("who: { string: { default: default } }", word ? ["who=word"] : [])).ShouldBe($"who=\"{expected}\"");
        problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("who=", "")]
    [InlineData("who=a=b", "a=b")]
    [InlineData("who= a ", " a ")]
    [InlineData("who=$(x)", "$(x)")]
    public async Task Bind_OfAWord_IsAllBehindTheFirstEqualsSign(string word, string expected) =>
        (await BoundAsync("who: { string: { default: d } }", word)).ShouldBe($"who=\"{expected}\"");

    [Fact]
    public async Task Bind_OfTwoWordsOfOneName_TakesTheLast() => (await BoundAsync("who: { string: {} }", "who=a", "who=b")).ShouldBe("who=\"b\"");

    [Fact]
    public async Task Bind_OfAnEmptyVariable_TakesTheDefault()
    {
        directory.Variables["who"] = "";
        (await BoundAsync("who: { string: { default: d } }")).ShouldBe("who=\"d\"");
    }

    [Fact]
    public async Task Bind_OfArrayBooleanAndNumber_ReadsTheirText() =>
        (await BoundAsync("a: { array: {} }\n  b: { boolean: {} }\n  count: { number: {} }", "a=[1, x]", "b=false", "count=1.5")).ShouldBe("a=[1,\"x\"] b=false count=1.5");

    [Fact]
    public async Task Bind_OfAWordThatDoesNotFit_IsAnErrorAndNotTheDefault()
    {
        (await BoundAsync("count: { number: { default: 1 } }", "count=many")).ShouldBe("");
        problems.HasErrors.ShouldBeTrue();
    }

    [Fact]
    public async Task Bind_OfAVariableThatDoesNotFit_WarnsAndTakesTheDefault()
    {
        directory.Variables["count"] = "many";
        (await BoundAsync("count: { number: { default: 1 } }")).ShouldBe("count=1");
        problems.ShouldHaveSingleItem().Rule.ShouldBe(CliRules.EnvironmentDoesNotFit);
    }

    [Fact]
    public async Task Bind_OfAWordWithoutEqualsSign_IsOneError()
    {
        (await BoundAsync("who: { string: {} }", "who")).ShouldBe("");
        problems.ShouldHaveSingleItem().Rule.ShouldBe(CliRules.MalformedArgument);
    }

    [Fact]
    public async Task Bind_OfAMisspelledName_IsOneErrorThatNamesTheInput()
    {
        (await BoundAsync("who: { string: {} }", "whom=Ann")).ShouldBe("");
        problems.ShouldHaveSingleItem().Fix.ShouldNotBeNull().ShouldContain("'who'");
    }

    [Fact]
    public async Task Bind_WithoutAnyValue_TellsEachInputInOrder()
    {
        (await BoundAsync("b: { string: {} }\n  a: { string: {} }")).ShouldBe("");
        problems.Select(p => (p.Rule, p.Message)).ShouldBe([(CliRules.MissingInput, "input 'a' has no value"), (CliRules.MissingInput, "input 'b' has no value")]);
        problems.First().Fix.ShouldBe("pass -a a=VALUE, or set it in args.yml");
    }

    public void Dispose() => directory.Dispose();

    private async Task<string> BoundAsync(string inputs, params string[] words)
    {
        directory.Write("op.yml", $"name: test\ninputs:\n  {inputs}\n");
        var surroundings = directory.Surroundings;
        var found = new DiagnosticBag();
        var op = OpLookup.Loader(surroundings).Load(surroundings.WorkingLocation, null, found).ShouldNotBeNull();
        found.ShouldBeEmpty();
        var evaluation = new Evaluation(Scope.Of(op.Directory), OpLookup.Files(surroundings));
        var location = surroundings.WorkingLocation;
        var bound = await new ArgumentSources(words, "args.yml", surroundings, new RunSecrets(evaluation.Files, _ => { })).BindAsync(op.Declaration.Inputs, new RootArgument(evaluation, location), new DefaultBinder(evaluation, location), problems, TestContext.Current.CancellationToken);
        return string.Join(' ', bound.OrderBy(b => b.Key, StringComparer.Ordinal).Select(b => $"{b.Key}={ValueJson.Write(b.Value)}"));
    }
}
