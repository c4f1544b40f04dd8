using Operon.Releases.References;

namespace Operon.Releases.Tests.References;

public sealed class RepositoryNameTests
{
    [Theory]
    [InlineData("git@forge.example.com:acme/widgets.git", "forge.example.com/acme/widgets")]
    [InlineData("https://forge.example.com/acme/gadgets.git", "forge.example.com/acme/gadgets")]
    [InlineData("https://user:token@forge.example.com:8443/acme/gears", "forge.example.com:8443/acme/gears")]
    [InlineData("ssh://git@forge.example.com/acme/nuts.git", "forge.example.com/acme/nuts")]
    [InlineData("ssh://git@forge.example.com:2222/acme/bolts", "forge.example.com:2222/acme/bolts")]
    [InlineData("http://forge.example.com/a/b/c/deep.git/", "forge.example.com/a/b/c/deep")]
    [InlineData("/srv/git/widgets.git", "srv/git/widgets")]
    [InlineData("file:///srv/git/widgets.git", "srv/git/widgets")]
    [InlineData("../widgets.git", "home/widgets")]
    public void Of_ARemote_IsHostAndPath(string remote, string name) => RepositoryName.Of(remote, "/home/me").Value.ShouldBe(name);

    [Theory]
    [InlineData("/srv/@git/x")]
    [InlineData("/srv/a@b/x")]
    [InlineData("/srv/-x/y")]
    public void Of_AnImpossibleName_NamesTheAlias(string remote) => RepositoryName.Of(remote, "/").Error.ShouldNotBeNull().Fix.ShouldNotBeNull().ShouldContain("repo_alias");
}
