using Operon.Host.Files;
using Operon.Host.Linux;

namespace Operon.Host.Tests.Files;

public sealed class MemoryFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("operon-memory-").FullName;

    private string Parent => Path.Combine(folder, "operon");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Create_BelowNothing_MakesFoldersForTheOwnerAlone_AndRemovesItsOwn()
    {
        using (var made = MemoryFolder.Create(Parent, "a").Value)
        {
            File.GetUnixFileMode(Parent).ShouldBe(PrivateFolder.Mode);
            File.GetUnixFileMode(made.Path).ShouldBe(PrivateFolder.Mode);
            Directory.CreateDirectory(Path.Combine(made.Path, "deep"));
            File.WriteAllText(Path.Combine(made.Path, "deep", "secret"), "x");
        }

        Directory.EnumerateFileSystemEntries(Parent).ShouldBeEmpty();
    }

    [Fact]
    public void Create_WhereADeadProcessLeftSomething_RemovesThat_AndNothingOfTheLiving()
    {
        using var living = MemoryFolder.Create(Parent, "living").Value;
        File.WriteAllText(Path.Combine(living.Path, "secret"), "x");

        // As after the end of a process by any cause: the files are there, the lock is not held.
        Directory.CreateDirectory(Path.Combine(Parent, "dead", "deep"));
        File.WriteAllText(Path.Combine(Parent, "dead", "deep", "secret"), "x");
        File.WriteAllText(Path.Combine(Parent, "dead.lock"), "1 1 - -\n");

        using var next = MemoryFolder.Create(Parent, "next").Value;

        Directory.EnumerateFileSystemEntries(Parent).Select(Path.GetFileName).Order().ShouldBe(["living", "living.lock", "next", "next.lock"]);
        File.Exists(Path.Combine(living.Path, "secret")).ShouldBeTrue();
    }

    [Fact]
    public void Create_WhereALinkWasPlanted_IsRefused()
    {
        var target = Directory.CreateDirectory(Path.Combine(folder, "target"), PrivateFolder.Mode).FullName;
        File.CreateSymbolicLink(Parent, target);

        Refused("it is a link");
        Directory.EnumerateFileSystemEntries(target).ShouldBeEmpty();
    }

    [Fact]
    public void Create_WhereALinkToNothingWasPlanted_MakesNothing()
    {
        File.CreateSymbolicLink(Parent, Path.Combine(folder, "nothing"));

        MemoryFolder.Create(Parent, "a").IsOk.ShouldBeFalse();
        Directory.Exists(Path.Combine(folder, "nothing")).ShouldBeFalse();
    }

    [Fact]
    public void Create_WhereOthersCanReach_IsRefused()
    {
        Directory.CreateDirectory(Parent, PrivateFolder.Mode | UnixFileMode.GroupExecute);

        Refused("other users can reach it");
    }

    [Fact]
    public void Create_WhereSomebodyElseWasFirst_IsRefused()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a folder to somebody else");
        Directory.CreateDirectory(Parent, PrivateFolder.Mode);
        using (var chown = System.Diagnostics.Process.Start("chown", ["12345:12345", Parent])) chown.WaitForExit();

        Refused("it belongs to another user");
        Directory.EnumerateFileSystemEntries(Parent).ShouldBeEmpty();
    }

    [Fact]
    public void Create_WhereAFileIs_IsRefused()
    {
        File.WriteAllText(Parent, "");

        MemoryFolder.Create(Parent, "a").IsOk.ShouldBeFalse();
    }

    private void Refused(string why)
    {
        var error = MemoryFolder.Create(Parent, "a").Error.ShouldNotBeNull();
        error.Rule.ShouldBe(HostRules.NotPrivate);
        error.Message.ShouldContain(why);
    }
}
