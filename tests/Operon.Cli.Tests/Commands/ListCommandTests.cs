using System.Text.Json;

namespace Operon.Cli.Tests.Commands;

public sealed class ListCommandTests : IDisposable
{
    private readonly WorkingDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Ls_OpsOfDotOpspec_AreNamedAsRunFindsThem()
    {
        directory.Write(".opspec/op.yml", "name: top\n");
        directory.Write(".opspec/build/op.yml", "name: build\ndescription: |\n  first line\n  second line\n");
        directory.Write(".opspec/build/inner/op.yml", "name: inner\ndescription: within\n");
        directory.Write("elsewhere/op.yml", "name: elsewhere\n");

        (await directory.RunAsync("ls")).ShouldBe(0, directory.Errors);

        directory.Output.ShouldBe("""
            REF          DESCRIPTION
            .opspec      -
            build        first line
                         second line
            build/inner  within

            """);
    }

    [Fact]
    public async Task Ls_OneThatIsNotValid_IsMarkedAmongTheOthersAndFails()
    {
        directory.Write("good/op.yml", "name: good\n");
        directory.Write("bad/op.yml", "name: [\n");

        (await directory.RunAsync("ls")).ShouldBe(1);

        directory.Output.ShouldBe("REF   DESCRIPTION\nbad   (not valid)\ngood  -\n");
        directory.Errors.ShouldContain("./bad/op.yml:");
    }

    [Fact]
    public async Task Ls_Links_AreNotFollowed()
    {
        directory.Write("a/op.yml", "name: a\n");
        Directory.CreateSymbolicLink(Path.Combine(directory.Path, "a", "round"), directory.Path);

        (await directory.RunAsync("ls")).ShouldBe(0, directory.Errors);

        directory.Output.ShouldBe("REF  DESCRIPTION\na    -\n");
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("a/op.yml")]
    public async Task Ls_OfNoDirectory_SaysSo(string reference)
    {
        directory.Write("a/op.yml", "name: a\n");

        (await directory.RunAsync("ls", reference)).ShouldBe(1);

        directory.Errors.ShouldContain($"CLI0006: ");
        directory.Errors.ShouldContain(reference);
        directory.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Ls_DescriptionThatWouldDriveTheTerminal_IsSpelledOut()
    {
        directory.Write("a/op.yml", "name: a\ndescription: \"x\\e[2Jy\"\n");

        (await directory.RunAsync("ls")).ShouldBe(0, directory.Errors);

        directory.Output.ShouldNotContain("\e");
    }

    [Fact]
    public async Task Ls_AsJson_TellsReferenceDescriptionAndWhetherItIsValid()
    {
        directory.Write("a/op.yml", "name: a\ndescription: says\n");
        directory.Write("b/op.yml", "nam: b\n");

        (await directory.RunAsync("ls", "--json")).ShouldBe(1);

        using var json = JsonDocument.Parse(directory.Output);
        json.RootElement.GetProperty("format").GetInt32().ShouldBe(1);
        json.RootElement.GetProperty("ops").EnumerateArray().Select(o => (o.GetProperty("reference").GetString(), o.TryGetProperty("description", out var d) ? d.GetString() : null, o.GetProperty("valid").GetBoolean()))
            .ShouldBe([("a", "says", true), ("b", null, false)]);
    }
}
