namespace Operon.Host.Tests;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("/opt/a", "OPERON_DATA_DIR=/b", "/opt/a")]
    [InlineData("", "OPERON_DATA_DIR=/b OPCTL_DATA_DIR=/c HOME=/h", "/b")]
    [InlineData(null, "OPERON_DATA_DIR= OPCTL_DATA_DIR=/c HOME=/h", "/c")]
    [InlineData(null, "XDG_DATA_HOME=/x HOME=/h", "/x/operon")]
    [InlineData(null, "XDG_DATA_HOME=relative HOME=/h", "/h/.local/share/operon")]
    [InlineData(null, "HOME=/h", "/h/.local/share/operon")]
    [InlineData("~/d/", "HOME=/h", "/h/d")]
    [InlineData("~", "HOME=/h", "/h")]
    [InlineData("~other", "HOME=/h", "/work/~other")]
    [InlineData("../d", "HOME=/h", "/d")]
    public void Choose_TakesTheFirstThatIsGiven(string? option, string variables, string expected) =>
        DataDirectory.Choose(option, Environment(variables), "/work").Value.Root.ShouldBe(expected);

    [Fact]
    public void Choose_WithoutHome_AsksTheListOfUsers()
    {
        File.WriteAllText(folder["passwd"], "root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000:,,,:/home/ann:/bin/sh\nodd:x:1001\n");
        HomeDirectory.Find(Environment(""), folder["passwd"], 1000).Value.ShouldBe("/home/ann");
        HomeDirectory.Find(Environment("HOME="), folder["passwd"], 0).Value.ShouldBe("/root");
        HomeDirectory.Find(Environment(""), folder["passwd"], 1001).Error!.Rule.ShouldBe(HostRules.NoHome);
        HomeDirectory.Find(Environment(""), folder["missing"], 0).Error!.Cause!.Rule.ShouldBe(HostRules.FileFailed);
    }

    [Fact]
    public void Choose_CreatesNothing_CreateMakesPrivateFolders()
    {
        var data = DataDirectory.Choose(folder["a/b"], Environment(""), "/").Value;
        Directory.Exists(folder["a"]).ShouldBeFalse();
        DataDirectory.Create(data.Scratch).Value.ShouldBe(folder["a/b/containers/scratch"]);
        foreach (var made in (string[])[folder["a"], data.Root, data.Containers, data.Scratch])
        {
            File.GetUnixFileMode(made).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void Create_BelowAFile_IsADiagnostic()
    {
        File.WriteAllText(folder["file"], "");
        DataDirectory.Create(folder["file/runs"]).Error!.Rule.ShouldBe(HostRules.FileFailed);
    }

    [Fact]
    public void Refusal_OfAFolderOfOpctl_TellsTheWayOut()
    {
        var data = DataDirectory.Choose(folder.Path, Environment(""), "/").Value;
        data.Refusal().ShouldBeNull();
        Directory.CreateDirectory(folder["dcg"]);
        data.Refusal()!.Rule.ShouldBe(HostRules.OpctlDataDirectory);
        data.Refusal()!.Fix!.ShouldContain("--data-dir");
    }

    private static Func<string, string?> Environment(string variables)
    {
        var all = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[1]);
        return all.GetValueOrDefault;
    }
}
