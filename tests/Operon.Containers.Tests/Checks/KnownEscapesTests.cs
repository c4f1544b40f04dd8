using Operon.Containers.Checks;

namespace Operon.Containers.Tests.Checks;

public sealed class KnownEscapesTests
{
    [Theory]
    [InlineData("crun", "crun version 1.8.1\ncommit: f8a096be060b22ccd3d5f3ebe44108517fbf6c30\nspec: 1.0.0\n", "")]
    [InlineData("crun", "crun version 0.10.4\n", "CVE-2019-18837")]
    [InlineData("crun", "crun version 1.26\n", "")]
    [InlineData("runc", "runc version 1.0.0-rc92\n", "CVE-2019-5736, CVE-2021-30465, CVE-2024-21626, CVE-2025-31133, CVE-2025-52565, CVE-2025-52881")]
    [InlineData("runc", "runc version 1.1.11\n", "CVE-2024-21626, CVE-2025-31133, CVE-2025-52565, CVE-2025-52881")]
    [InlineData("runc", "runc version 1.1.5+ds1\ncommit: 1.1.5+ds1-1+deb12u1\n", "CVE-2025-31133, CVE-2025-52565, CVE-2025-52881")]
    [InlineData("runc", "runc version 1.1.5+ds1\ncommit: 1.1.5+ds1-1\n", "CVE-2024-21626, CVE-2025-31133, CVE-2025-52565, CVE-2025-52881")]
    [InlineData("runc", "runc version 1.0.0~rc93+ds1\ncommit: 1.0.0~rc93+ds1-5+deb11u2\n", "CVE-2019-5736, CVE-2021-30465, CVE-2024-21626, CVE-2025-31133, CVE-2025-52565, CVE-2025-52881")]
    [InlineData("runc", "runc version 1.2.7\ncommit: v1.2.7-0-gaabbcc\n", "CVE-2025-31133, CVE-2025-52565, CVE-2025-52881")]
    [InlineData("runc", "runc version 1.2.8\n", "")]
    [InlineData("runc", "runc version 1.3.2\n", "CVE-2025-31133, CVE-2025-52565, CVE-2025-52881")]
    [InlineData("runc", "runc version 1.3.3\n", "")]
    [InlineData("runc", "runc version 1.4.0-rc.2\n", "CVE-2025-31133, CVE-2025-52565, CVE-2025-52881")]
    [InlineData("runc", "runc version 1.4.0-rc.3\n", "")]
    [InlineData("runc", "runc version 1.4.0\n", "")]
    public void Of_AVersion_AreThoseNotYetClosedInIt(string runtime, string printed, string expected) =>
        string.Join(", ", KnownEscapes.Of(runtime, RuntimeVersion.Parse(printed).ShouldNotBeNull()).Select(e => e.Name)).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("Segmentation fault\n")]
    public void Parse_NoVersion_IsNull(string printed) => RuntimeVersion.Parse(printed).ShouldBeNull();

    [Theory]
    [InlineData("runc version 1.1.7-0ubuntu1~22.04.2\n", "1.1.7-0ubuntu1~22.04.2", true)]
    [InlineData("runc version 1.1.5+ds1\ncommit: 1.1.5+ds1-1+deb12u1\n", "1.1.5+ds1-1+deb12u1", true)]
    [InlineData("runc version 1.1.7\ncommit: v1.1.7-0-g860f061b\n", "1.1.7", false)]
    public void Parse_VersionOfADistribution_IsToldFromTheMakers(string printed, string text, bool isOfDistribution)
    {
        var version = RuntimeVersion.Parse(printed).ShouldNotBeNull();

        version.Text.ShouldBe(text);
        (version.Distribution is not null).ShouldBe(isOfDistribution);
    }
}
