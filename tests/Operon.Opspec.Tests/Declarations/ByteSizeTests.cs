using Operon.Opspec.Declarations;

namespace Operon.Opspec.Tests.Declarations;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("1024", 1024)]
    [InlineData("1b", 1)]
    [InlineData("512m", 512L << 20)]
    [InlineData("512MB", 512L << 20)]
    [InlineData("1.5GiB", 3L << 29)]
    [InlineData("2K", 2048)]
    [InlineData("1t", 1L << 40)]
    public void TryParse_Amount_IsRead(string text, long bytes)
    {
        ByteSize.TryParse(text, out var read).ShouldBeTrue();
        read.ShouldBe(bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("-1")]
    [InlineData("1.")]
    [InlineData("1.2.3")]
    [InlineData("1 m")]
    [InlineData("1bb")]
    [InlineData("99999999999999999999t")]
    [InlineData("9999999999999999999999999999999999999999")]
    public void TryParse_SomethingElse_IsRefused(string text) => ByteSize.TryParse(text, out _).ShouldBeFalse();
}
