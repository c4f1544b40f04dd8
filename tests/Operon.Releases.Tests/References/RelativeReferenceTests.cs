using Operon.Releases.References;

namespace Operon.Releases.Tests.References;

/// <summary>Relative forms (releases, sections 3.2, 11.3, 11.4).</summary>
public sealed class RelativeReferenceTests
{
    private static readonly Reference Release = new() { Repository = "acme/demo", Path = "svc/api/p.ocu.star", Release = "r1" };
    private static readonly Reference Folder = new() { Repository = "acme/demo", Path = "svc/api" };

    [Theory]
    [InlineData("./task/build#output/x", "acme/demo/-/svc/api/p.ocu.star/@r1/task/build#output/x")]
    [InlineData("./@/deploy/staging", "acme/demo/-/svc/api/p.ocu.star/@/deploy/staging")]
    [InlineData("./custom/approval", "acme/demo/-/svc/api/p.ocu.star/@r1/custom/approval")]
    [InlineData("./-/sub/other.ocu.star/@/task/t#output/o", "acme/demo/-/sub/other.ocu.star/@/task/t#output/o")]
    [InlineData("//sub/other.ocu.star/@/task/t", "acme/demo/-/sub/other.ocu.star/@/task/t")]
    [InlineData("@/environment/prod", "@/environment/prod")]
    [InlineData("else/where/-/f.ocu.star/@r3/task/x", "else/where/-/f.ocu.star/@r3/task/x")]
    [InlineData("other.ocu.star/@/task/x", "acme/demo/-/svc/api/p.ocu.star/other.ocu.star/@/task/x")]
    [InlineData("./@v1/task/x", "acme/demo/-/svc/api/p.ocu.star/@v1/task/x")]
    [InlineData("./-/other.ocu.star/task/x", "acme/demo/-/other.ocu.star/task/x/@r1")]
    [InlineData("./-/other.ocu.star/@r2/task/x", "acme/demo/-/other.ocu.star/@r2/task/x")]
    [InlineData("./-/other.ocu.star", "acme/demo/-/other.ocu.star/@r1")]
    [InlineData("+/environment/old", "@/environment/old")]
    [InlineData("../b.ocu.star/@/task/x", "acme/demo/-/svc/api/b.ocu.star/@/task/x")]
    public void Parse_InARelease_IsAbsolute(string text, string expected) => RelativeReference.Parse(text, Release).Value.ToString().ShouldBe(expected);

    [Theory]
    [InlineData("p.ocu.star/@r2", "acme/demo/-/svc/api/p.ocu.star/@r2")]
    [InlineData("./p.ocu.star", "acme/demo/-/svc/api/p.ocu.star")]
    [InlineData("./deep/p.ocu.star/@r2/task/x#output", "acme/demo/-/svc/api/deep/p.ocu.star/@r2/task/x#output")]
    [InlineData("../web/f.ocu.star/@r1", "acme/demo/-/svc/web/f.ocu.star/@r1")]
    [InlineData("//f.ocu.star/@", "acme/demo/-/f.ocu.star/@")]
    [InlineData(".", "acme/demo/-/svc/api")]
    public void ParseArgument_InAFolder_IsAbsolute(string text, string expected) => RelativeReference.ParseArgument(text, Folder).Value.ToString().ShouldBe(expected);

    [Fact]
    public void ParseArgument_MoreFoldersUpThanThereAre_IsRefused() =>
        RelativeReference.ParseArgument("../../../x.ocu.star", Folder).Error!.Rule.ShouldBe(ReferenceRules.OutsideRepository);
}
