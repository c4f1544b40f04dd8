namespace Operon.Git.Tests;

public sealed class GitRemoteTests
{
    [Theory]
    [InlineData("https://example.com/a/b.git")]
    [InlineData("ssh://git@example.com:22/a")]
    [InlineData("git@example.com:a/b")]
    [InlineData("file:///srv/a.git")]
    public void Parse_OfAUrl_KeepsIt(string text) => GitRemote.Parse(text, "/work").Value.Address.ShouldBe(text);

    [Theory]
    [InlineData("../a.git", "/a.git")]
    [InlineData("/srv/a:b.git", "/srv/a:b.git")]
    [InlineData("./a:b", "/work/a:b")]
    public void Parse_OfAPath_MakesItAbsolute(string text, string address) => GitRemote.Parse(text, "/work").Value.Address.ShouldBe(address);

    [Theory]
    [InlineData("")]
    [InlineData("--upload-pack=touch x")]
    [InlineData("ext::sh -c x")]
    [InlineData("fd::3")]
    [InlineData("ftp://example.com/a")]
    [InlineData("https://example.com/a\nb")]
    public void Parse_OfWhatGitShallNotReach_IsRefused(string text) => GitRemote.Parse(text, "/work").Error!.Rule.ShouldBe(GitRules.BadRemote);

    [Theory]
    [InlineData("fatal: unable to access 'https://u:t0ken@example.com/a/'", "fatal: unable to access 'https://example.com/a/'")]
    [InlineData("https://t0ken@example.com", "https://example.com")]
    [InlineData("https://user:p@ss@example.com", "https://example.com")]
    [InlineData("https://example.com/a@b", "https://example.com/a@b")]
    [InlineData("ssh://git:pw@example.com/a", "ssh://git@example.com/a")]
    [InlineData("git+ssh://git@example.com/a and https://u:t0ken@example.com", "git+ssh://git@example.com/a and https://example.com")]
    [InlineData("git@example.com:a/b", "git@example.com:a/b")]
    [InlineData("/srv/a@b", "/srv/a@b")]
    public void WithoutSecrets_OfAText_LeavesHosts(string text, string shown) => GitRemote.WithoutSecrets(text).ShouldBe(shown);

    [Theory]
    [InlineData("main", "refs/heads/main")]
    [InlineData("refs/heads/a/b", "refs/heads/a/b")]
    public void BranchName_OfAName_HasItsRef(string text, string whole) => BranchName.Parse(text).Value.Ref.ShouldBe(whole);

    [Theory]
    [InlineData("")]
    [InlineData("-x")]
    [InlineData("a b")]
    [InlineData("a..b")]
    [InlineData("a/.b")]
    [InlineData("a.lock")]
    [InlineData("a:b")]
    [InlineData("@{1}")]
    [InlineData("*")]
    public void BranchName_OfNoName_IsRefused(string text) => BranchName.Parse(text).Error!.Rule.ShouldBe(GitRules.BadBranch);

    [Theory]
    [InlineData("my state", "write my-state")]
    [InlineData("a..b", "write a.b")]
    [InlineData("-x/.y/", "write x/y")]
    [InlineData("a: *", "write a")]
    [InlineData("@{1}", "write 1")]
    [InlineData("*", null)]
    [InlineData("a.lock", null)]
    public void BranchName_OfNoName_SaysWhatANameMayBe(string text, string? fix)
    {
        var refused = BranchName.Parse(text).Error!;
        refused.Expected.ShouldNotBeNull().ShouldContain("letters, digits");
        refused.Fix.ShouldBe(fix);
    }
}
