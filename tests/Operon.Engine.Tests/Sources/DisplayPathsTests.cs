using Operon.Content.Locations;
using Operon.Engine.Sources;

namespace Operon.Engine.Tests.Sources;

public sealed class DisplayPathsTests
{
    [Theory]
    [InlineData("/home/me/work", ".")]
    [InlineData("/home/me/work/ops/build", "./ops/build")]
    [InlineData("/home/me/workshop", "~/workshop")]
    [InlineData("/home/me", "~")]
    [InlineData("/home/mean", "/home/mean")]
    [InlineData("/", "/")]
    public void Show_IsFromTheWorkingDirectoryElseFromHome(string path, string shown) =>
        new DisplayPaths("/home/me/work", "/home/me").Show(new LocalLocation(path)).ShouldBe(shown);

    [Fact]
    public void Show_AtTheRoot_IsTheWholePath() => new DisplayPaths("/", null).Show(new LocalLocation("/a/b")).ShouldBe("/a/b");
}
