using Operon.Text.References;

namespace Operon.Text.Tests.References;

public sealed class DockerReferenceTests
{
    private const string Sha256 = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("alpine", null, "alpine", null, null)]
    [InlineData("alpine:3", null, "alpine", "3", null)]
    [InlineData("alpine:5000", null, "alpine", "5000", null)]
    [InlineData("library/alpine", "library", "alpine", null, null)]
    [InlineData("ghcr.io/linuxcontainers/alpine", "ghcr.io", "linuxcontainers/alpine", null, null)]
    [InlineData("localhost:5000/a/b:1.0", "localhost:5000", "a/b", "1.0", null)]
    [InlineData("LOCALHOST/a", "LOCALHOST", "a", null, null)]
    [InlineData("a_b/c", null, "a_b/c", null, null)]
    [InlineData("a@" + Sha256, null, "a", null, Sha256)]
    [InlineData("h/a:t@" + Sha256, "h", "a", "t", Sha256)]
    public void Parse_Reference_TakesItApart(string text, string? domain, string path, string? tag, string? digest)
    {
        var reference = DockerReference.Parse(text).Value;

        (reference.Domain, reference.Path, reference.Tag, reference.Digest).ShouldBe((domain, path, tag, digest));
        reference.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("", "an image reference is empty")]
    [InlineData("a b", "'a b' is no image reference")]
    [InlineData("http://a/b", "'http://a/b' is no image reference")]
    [InlineData("ghcr.io/Owner/App", "the image reference 'ghcr.io/Owner/App' has upper-case letters in its repository")]
    [InlineData("a:.b", "'.b' in the image reference 'a:.b' is no tag")]
    [InlineData("a@sha256:00", "'sha256:00' in the image reference 'a@sha256:00' is no digest")]
    [InlineData("a:b\n", "'b\n' in the image reference 'a:b\n' is no tag")]
    public void Parse_Other_SaysWhatIsWrong(string text, string message)
    {
        var error = DockerReference.Parse(text).Error.ShouldNotBeNull();

        error.Rule.ShouldBe(ReferenceRules.MalformedImageReference);
        error.Message.ShouldBe(message);
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void Parse_LongName_EndsAt255(int length, bool accepted) => DockerReference.Parse(new string('a', length)).IsOk.ShouldBe(accepted);

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void Parse_LongTag_EndsAt128(int length, bool accepted) => DockerReference.Parse("a:" + new string('t', length)).IsOk.ShouldBe(accepted);
}
