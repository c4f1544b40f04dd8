using Operon.Content.Locations;
using Operon.Engine.Files;
using Operon.Engine.Sources;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Tests.Sources;

public sealed class OpLoaderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("operon-loader-").FullName;
    private readonly OpLoader loader;

    public OpLoaderTests() => loader = new OpLoader(new LocalOpFiles(new LocalLocation(folder), () => new LocalLocation(folder)), new DisplayPaths(folder, null));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Load_OfAFileThatChanges_GivesWhatIsThereNow()
    {
        Write("name: one\n");
        var first = Load();
        var again = Load();
        Write("name: two\n");

        first!.Declaration.Name.ShouldBe("one");
        first.Reference.ShouldBe(".");
        again!.Declaration.ShouldBeSameAs(first.Declaration, "an op that has not changed is parsed once");
        Load()!.Declaration.Name.ShouldBe("two");
    }

    [Theory]
    [InlineData("name: a\nrun: {}\n")]
    [InlineData("\0\u0001")]
    [InlineData("- a\n")]
    [InlineData("name: &a [*a]\n")]
    public void Load_OfWhatIsNoOp_TellsWhyEachTime(string content)
    {
        Write(content);

        Load(isValid: false).ShouldBeNull();
        Load(isValid: false).ShouldBeNull();
    }

    [Fact]
    public void Load_OfAFileThatIsTooLarge_IsRefused()
    {
        Write("name: a\ndescription: " + new string('x', 1 << 20) + "\n");

        Load(isValid: false).ShouldBeNull();
    }

    [Fact]
    public void Load_OfADirectoryInPlaceOfTheFile_IsRefused()
    {
        Directory.CreateDirectory(Path.Combine(folder, "op.yml"));

        Load(isValid: false).ShouldBeNull();
    }

    private void Write(string content) => File.WriteAllText(Path.Combine(folder, "op.yml"), content);

    private LoadedOp? Load(bool isValid = true)
    {
        var problems = new DiagnosticBag();
        var op = loader.Load(new LocalLocation(folder), null, problems);
        problems.HasErrors.ShouldBe(!isValid);
        return op;
    }
}
