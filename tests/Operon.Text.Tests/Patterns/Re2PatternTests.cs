using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Operon.Text.Patterns;

namespace Operon.Text.Tests.Patterns;

public sealed class Re2PatternTests
{
    [Fact]
    public void IsMatch_OfRecordedPatterns_IsThatOfGo()
    {
        var wrong = new List<string>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Patterns", "re2.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var pattern = json.RootElement.GetProperty("pattern").GetString()!;
            var expected = json.RootElement.GetProperty("matches").GetString();
            var texts = json.RootElement.GetProperty("texts");
            var actual = !Re2Pattern.Compile(pattern).TryGet(out var compiled, out _)
                ? "error"
                : texts.ValueKind == JsonValueKind.Null ? "compiles" : string.Concat(texts.EnumerateArray().Select(text => compiled.IsMatch(text.GetString()) ? 'y' : 'n'));
            if (actual != expected) wrong.Add($"{actual}: {line}");
        }

        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("^a$", "a\n", false)]
    [InlineData("(?m)^a$", "b\na\nb", true)]
    [InlineData("^.$", "😀", true)]
    [InlineData("^[😀-😂]{2}$", "😀😁", true)]
    [InlineData("^.$", "\n", false)]
    [InlineData("(?s)^.$", "\n", true)]
    [InlineData(@"^\d$", "٣", false)]
    [InlineData(@"^\p{Nd}$", "٣", true)]
    [InlineData(@"^\p{Greek}+$", "αβγ", true)]
    [InlineData(@"(?i)^straSSE$", "ſtrasse", true)]
    [InlineData(@"(?i)^k$", "\u212a", true)]
    [InlineData(@"\bfoo\b", "a foo!", true)]
    [InlineData(@"\bfoo\b", "éfooé", true)]
    [InlineData(@"^\Qa.b*\E$", "a.b*", true)]
    [InlineData("(?P<year>[0-9]{4})-(?<month>[0-9]{2})", "on 2026-11-21", true)]
    [InlineData("", "", true)]
    public void IsMatch_OfPattern_FollowsRe2(string pattern, string text, bool matches) =>
        Re2Pattern.Compile(pattern).Value.IsMatch(text).ShouldBe(matches);

    [Fact]
    public void IsMatch_OfHalfASurrogatePair_TakesItForOneCharacter() => Re2Pattern.Compile("^[^a]\ufffd$").Value.IsMatch("\ud800\udbff").ShouldBeTrue();

    [Theory]
    [InlineData("a(?=b)", "OPS0482", "look-ahead, at character 2 of the pattern a(?=b)")]
    [InlineData("(?<!b)a", "OPS0482", "look-behind, at character 1 of the pattern (?<!b)a")]
    [InlineData(@"(a)\1", "OPS0482", @"back-reference \1, at character 4 of the pattern (a)\1")]
    [InlineData("a++", "OPS0482", "possessive repetition, at character 3 of the pattern a++")]
    [InlineData("(?>a)", "OPS0482", "atomic group, at character 1 of the pattern (?>a)")]
    [InlineData(@"\C", "OPS0482", @"\C, which splits characters, at character 1 of the pattern \C")]
    [InlineData("a**", "OPS0481", "repetition of a repetition, at character 3 of the pattern a**")]
    [InlineData("*a", "OPS0481", "repetition of nothing, at character 1 of the pattern *a")]
    [InlineData("(a", "OPS0481", "group ( that is not closed, at character 1 of the pattern (a")]
    [InlineData("a)", "OPS0481", ") without (, at character 2 of the pattern a)")]
    [InlineData("x[a", "OPS0481", "class [ that is not closed, at character 2 of the pattern x[a")]
    [InlineData("[z-a]", "OPS0481", "range z-a that ends before it begins, at character 2 of the pattern [z-a]")]
    [InlineData(@"\y", "OPS0481", @"unknown escape \y, at character 1 of the pattern \y")]
    [InlineData(@"\p{Greak}", "OPS0481", @"unknown class of characters Greak, at character 1 of the pattern \p{Greak}")]
    [InlineData("a{1001}", "OPS0483", "repetition of more than 1000 times, at character 2 of the pattern a{1001}")]
    [InlineData("(a{100}){11}", "OPS0483", "repetitions in each other that come to more than 1000, at character 9 of the pattern (a{100}){11}")]
    public void Compile_OfPatternThatIsNotRe2_SaysWhatAndWhere(string pattern, string code, string message)
    {
        var error = Re2Pattern.Compile(pattern).Error.ShouldNotBeNull();
        (error.Code, error.Message).ShouldBe((code, message));
    }

    [Fact]
    public void Compile_OfMisspelledClass_SuggestsTheName() =>
        Re2Pattern.Compile(@"\p{Greak}").Error!.Fix.ShouldBe(@"write \p{Greek}");

    [Theory]
    [InlineData("(", 1_000)]
    [InlineData("(", 40_000)]
    [InlineData("(?:a|", 5_000)]
    public void Compile_OfDeepNesting_NeverOverflowsTheStack(string open, int depth)
    {
        var result = Re2Pattern.Compile(string.Concat(Enumerable.Repeat(open, depth)) + new string(')', depth));
        if (result.IsOk) result.Value.IsMatch("b").ShouldBeTrue();
        else result.Error!.Code.ShouldStartWith("OPS048");
    }

    [Fact]
    public void Compile_OfPatternThatGrowsTooLarge_IsRefused() =>
        Re2Pattern.Compile("(" + new string('a', 100) + "){1000}").Error.ShouldNotBeNull().Code.ShouldBe("OPS0483");

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("^(a|aa)+$")]
    [InlineData("^(a*)*b$")]
    [InlineData("(x+x+)+y|^(a|a?)+$|(.*){10}b!")]
    [InlineData("a.{500}b")]
    public void IsMatch_OfCatastrophicPatterns_EndsOnLongText(string pattern)
    {
        var text = new string('a', 100_000) + "!";
        var compiled = Re2Pattern.Compile(pattern).Value;
        compiled.IsMatch(text).ShouldBeFalse();
        compiled.IsMatch(text).ShouldBeFalse();
    }

    [Fact]
    public void IsMatch_WithMoreStatesThanAreKept_StaysRight()
    {
        // Each text of a and b leads to a state of its own: the states do not fit, so sets are followed without them.
        var bits = 12345u;
        var text = string.Create(30_000, 0, (span, _) =>
        {
            foreach (ref var c in span) c = (bits = (bits * 1664525) + 1013904223) >> 31 == 0 ? 'a' : 'b';
        });
        var compiled = Re2Pattern.Compile("^(a|b)*a(a|b){60}c$").Value;
        compiled.IsMatch(text).ShouldBeFalse();
        compiled.IsMatch(text + 'a' + new string('b', 60) + 'c').ShouldBeTrue();
        compiled.IsMatch(text + 'a' + new string('b', 59) + 'c').ShouldBe(text[^1] == 'a');
    }

    [Fact]
    public async Task IsMatch_FromSeveralThreads_IsTheSame()
    {
        var compiled = Re2Pattern.Compile(@"^(\w+\s?)+\d$").Value;
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => compiled.IsMatch("word " + new string('x', i) + (i % 2)))));
        answers.ShouldAllBe(isMatch => isMatch);
    }

    [Fact]
    public void Compile_OfAnyText_NeverThrows()
    {
        var pieces = new[] { "(", ")", "[", "]", "{", "}", "\\", "?", "*", "+", "|", "^", "$", "-", ":", "[:", ":]", "P<", "a", "1", ",", "x", "p", "\ud800", "😀", "\\p{", "(?" };
        Prop.ForAll(Gen.Elements(pieces).ListOf().Select(string.Concat).ToArbitrary(), pattern =>
        {
            var result = Re2Pattern.Compile(pattern);
            if (result.IsOk) result.Value.IsMatch(pattern);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }
}
