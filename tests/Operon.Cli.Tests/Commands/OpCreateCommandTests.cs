namespace Operon.Cli.Tests.Commands;

public sealed class OpCreateCommandTests : IDisposable
{
    private readonly WorkingDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("build", "")]
    [InlineData("group/build", "says what it does: \"all\" # of it\nin two lines")]
    [InlineData("yes", "no")]
    [InlineData("1.0", "0777")]
    [InlineData("grün & \"schön\"", "- x")]
    public async Task Create_AnyNameAndDescription_IsAnOpWithoutAWarning(string name, string description)
    {
        (await directory.RunAsync("op", "create", name, "-d", description)).ShouldBe(0, directory.Errors);
        (await directory.RunAsync("op", "validate", "--strict", name)).ShouldBe(0, directory.Errors);

        (directory.Output, directory.Errors).ShouldBe(("", ""));
        File.Exists(Path.Combine(directory.Path, ".opspec", name, "op.yml")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("--path", "lib", "build")]
    [InlineData("-plib", "build")]
    public async Task Create_InAnotherDirectory_LeavesTheUsualOneAlone(params string[] words)
    {
        (await directory.RunAsync(["op", "create", .. words])).ShouldBe(0, directory.Errors);

        File.Exists(Path.Combine(directory.Path, "lib/build/op.yml")).ShouldBeTrue();
        Directory.Exists(Path.Combine(directory.Path, ".opspec")).ShouldBeFalse();
    }

    [Fact]
    public async Task Create_OneThatIsThere_StaysAsItIs()
    {
        directory.Write(".opspec/build/op.yml", "name: precious\n");

        (await directory.RunAsync("op", "create", "build")).ShouldBe(1);

        directory.Errors.ShouldContain("CLI0007");
        (await File.ReadAllTextAsync(Path.Combine(directory.Path, ".opspec/build/op.yml"), TestContext.Current.CancellationToken)).ShouldBe("name: precious\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("../out")]
    [InlineData("a/../../out")]
    [InlineData("/tmp/out")]
    [InlineData("a//b")]
    [InlineData("a/")]
    public async Task Create_NameThatLeavesThePath_IsRefused(string name)
    {
        (await directory.RunAsync("op", "create", name)).ShouldBe(1);

        directory.Errors.ShouldContain("CLI0001");
        Directory.EnumerateFileSystemEntries(directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_FileInTheWay_IsNamed()
    {
        directory.Write(".opspec", "a file");

        (await directory.RunAsync("op", "create", "build")).ShouldBe(1);

        directory.Errors.ShouldContain(".opspec");
    }
}
