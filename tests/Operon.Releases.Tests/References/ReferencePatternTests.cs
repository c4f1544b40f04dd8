using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Operon.Releases.References;

namespace Operon.Releases.Tests.References;

public sealed class ReferencePatternTests
{
    [Theory]
    [InlineData("a/*", "a/b", true)]
    [InlineData("a/*", "a/b/c", false)]
    [InlineData("a/**", "a/b/c", true)]
    [InlineData("**/@*/deploy/*", "r/-/f/@/deploy/eu", true)]
    [InlineData("**/@*/deploy/*", "r/-/f/@r1/deploy/eu", true)]
    [InlineData("**/@*/deploy/*", "r/-/f/@r1/deploy/eu/1", false)]
    [InlineData("**/@*/{task,deploy}/*", "r/-/f/@r1/task/b", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "a/c", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[!a-c]x", "bx", false)]
    [InlineData("[!a-c]x", "dx", true)]
    [InlineData("a\\*", "a*", true)]
    [InlineData("a\\*", "ab", false)]
    [InlineData("{a,b{c,d}}/x", "bd/x", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a.b", "axb", false)]
    [InlineData("f/@r1", "f/@r1", true)]
    [InlineData("f/@r1", "f/@r10", false)]
    [InlineData("ä*", "äö", true)]
    public void IsMatch_OfAText_FollowsTheSigns(string pattern, string text, bool isMatch) =>
        ReferencePattern.Parse(pattern).Value.IsMatch(text).ShouldBe(isMatch);

    [Theory]
    [InlineData("{a,b", "has no }")]
    [InlineData("[ab", "has no ]")]
    [InlineData("[]", "is empty")]
    [InlineData("a\\", "ends in")]
    public void Parse_OfAnIncompletePattern_SaysWhatIsMissing(string pattern, string problem) =>
        ReferencePattern.Parse(pattern).Error.ShouldNotBeNull().Message.ShouldContain(problem);

    [Theory]
    [InlineData("r/-/f/@*/task/x", "r/-/f/@")]
    [InlineData("r/-/f", "r/-/f")]
    [InlineData("**", "")]
    [InlineData("a\\*b*", "a*b")]
    public void Prefix_OfAPattern_IsWhatComesBeforeItsFirstSign(string pattern, string prefix) => ReferencePattern.Parse(pattern).Value.Prefix.ShouldBe(prefix);

    [Theory]
    [InlineData("a*[b]{c}\\d?")]
    [InlineData("plain/text")]
    public void Escape_OfAnyText_MatchesItAlone(string text)
    {
        var pattern = ReferencePattern.Parse(ReferencePattern.Escape(text)).Value;
        pattern.IsMatch(text).ShouldBeTrue();
        pattern.IsExact.ShouldBeTrue();
    }

    [Fact]
    public void IsMatch_OfAnyPattern_IsThatOfItsRegularExpression() => Prop.ForAll<int[], int[]>(MatchesAsItsExpression).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Theory]
    [InlineData("[z-a]")]
    [InlineData("{a,[b}")]
    public void Parse_OfASetThatIsNone_IsRefused(string pattern) => ReferencePattern.Parse(pattern).IsOk.ShouldBeFalse();

    [Fact]
    public void IsMatch_OfManyStars_TakesTimeProportionalToTheText()
    {
        var pattern = ReferencePattern.Parse(string.Concat(Enumerable.Repeat("**a", 100))).Value;
        pattern.IsMatch(new string('a', 20_000) + "b").ShouldBeFalse();
    }

    private static bool MatchesAsItsExpression(int[] numbers, int[] characters)
    {
        (string Sign, string Expression)[] signs = [("a", "a"), ("b", "b"), ("/", "/"), ("*", "[^/]*"), ("**", @"[\s\S]*"), ("?", "[^/]"), ("[ab]", "[ab]"), ("[!a]", "[^a]"), ("{a,b*}", "(?:a|b[^/]*)"), ("{,a/}", "(?:|a/)"), ("{{a,b},**}c", @"(?:(?:a|b)|[\s\S]*)c"), (@"\*", @"\*"), (",", ","), ("}", @"\}")];
        var (pattern, expression) = ("", "");
        foreach (var (sign, of) in numbers.Select(n => signs[(n & int.MaxValue) % signs.Length]))
        {
            // Two stars are another sign than one star twice.
            if (pattern.EndsWith('*') && sign[0] == '*') continue;
            (pattern, expression) = (pattern + sign, expression + of);
        }

        var text = string.Concat(characters.Select(c => "ab/*c,}"[(c & int.MaxValue) % 7]));
        return ReferencePattern.Parse(pattern).Value.IsMatch(text) == Regex.IsMatch(text, $@"\A(?:{expression})\z");
    }
}
