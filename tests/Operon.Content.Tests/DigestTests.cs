namespace Operon.Content.Tests;

public sealed class DigestTests
{
    [Fact]
    public void TryParse_TextOfADigest_IsThatDigest()
    {
        var digest = Digest.Of("x"u8);

        Digest.TryParse(digest.ToString(), out var parsed).ShouldBeTrue();
        parsed.ShouldBe(digest);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256:")]
    [InlineData("sha256:../../../../../../../../../../../../../../../../../../../../etc/pass")]
    [InlineData("sha512:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void TryParse_OtherText_IsNone(string? text) => Digest.TryParse(text, out _).ShouldBeFalse();
}
