using Operon.Opspec.Declarations;

namespace Operon.Opspec.Tests.Declarations;

public sealed class PortRangeTests
{
    [Theory]
    [InlineData("80", 80, 80, false)]
    [InlineData("80-90", 80, 90, false)]
    [InlineData("80/tcp", 80, 80, false)]
    [InlineData("53udp", 53, 53, true)]
    [InlineData("53/udp", 53, 53, true)]
    [InlineData("1-65535tcp", 1, 65535, false)]
    public void TryParse_Port_IsRead(string text, int first, int last, bool udp)
    {
        PortRange.TryParse(text, out var range).ShouldBeTrue();
        range.ShouldBe(new PortRange(first, last, udp));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("90-80")]
    [InlineData("80-")]
    [InlineData("-80")]
    [InlineData("+80")]
    [InlineData("80/sctp")]
    [InlineData("tcp")]
    [InlineData("99999999999")]
    public void TryParse_SomethingElse_IsRefused(string text) => PortRange.TryParse(text, out _).ShouldBeFalse();
}
