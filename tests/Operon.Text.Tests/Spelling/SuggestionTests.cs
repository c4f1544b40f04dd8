using FsCheck;
using FsCheck.Fluent;
using Operon.Text.Spelling;

namespace Operon.Text.Tests.Spelling;

public sealed class SuggestionTests
{
    private static readonly string[] Names = ["container", "op", "parallel", "parallelLoop", "serial", "serialLoop", "if", "image", "envVars"];

    [Theory]
    [InlineData("contaner", "container")]
    [InlineData("serail", "serial")]
    [InlineData("seriall", "serial")]
    [InlineData("paralel", "parallel")]
    [InlineData("SERIALLOOP", "serialLoop")]
    [InlineData("envvars", "envVars")]
    [InlineData("enVVras", "envVars")]
    [InlineData("fi", "if")]
    [InlineData("po", "op")]
    public void For_MistypedName_IsTheNameMeant(string word, string expected) => Suggestion.For(word, Names).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("banana")]
    [InlineData("services")]
    public void For_WordLikeNoName_IsNull(string word) => Suggestion.For(word, Names).ShouldBeNull();

    [Fact]
    public void For_SeveralEquallyNear_IsTheFirstInOrder() => Suggestion.For("cat", ["car", "bat", "cut"]).ShouldBe("bat");

    [Fact]
    public void For_OneThatDiffersInCaseOnly_PrefersIt() => Suggestion.For("Run", ["bun", "run", "Rum"]).ShouldBe("run");

    [Fact]
    public void For_HugeWord_IsNull() => Suggestion.For(new string('a', 10_000_000), [new string('a', 9_999_999)]).ShouldBeNull();

    [Fact]
    public void For_AnyOrderOfCandidates_IsTheSame() => Prop.ForAll<string?[], string?>((names, word) =>
    {
        var candidates = names.Select(name => name ?? "").ToArray();
        return Suggestion.For(word ?? "", candidates) is var found
            && (found is null || candidates.Contains(found))
            && found == Suggestion.For(word ?? "", candidates.Reverse());
    }).QuickCheckThrowOnFailure();
}
