using System.Diagnostics;
using Operon.Host.Linux;

namespace Operon.Host.Tests.Linux;

public sealed class FolderTreeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Remove_NamesThatAreNotUtf8_AreGone()
    {
        var path = folder["tree"];
        await ShellAsync("mkdir tree && cd tree && mkdir \"$(printf 'd\\377')\" && touch \"$(printf 'a\\377')\" \"$(printf 'd\\377/x\\376')\"");

        FolderTree.Remove(path);

        Directory.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task Remove_DeeperThanTheLongestPath_IsGone()
    {
        var path = folder["tree"];
        await ShellAsync("mkdir tree && cd tree && i=0; while [ $i -lt 700 ]; do mkdir dirdirdirdir x && cd -P dirdirdirdir 2>/dev/null || exit 1; i=$((i+1)); done; :> file");

        FolderTree.Remove(path);

        Directory.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public void Remove_LinkInside_LeavesWhatItLeadsTo()
    {
        var kept = Directory.CreateDirectory(folder["kept"]).FullName;
        File.WriteAllText(Path.Combine(kept, "file"), "");
        var path = Directory.CreateDirectory(folder["tree"]).FullName;
        Directory.CreateSymbolicLink(Path.Combine(path, "link"), kept);

        FolderTree.Remove(path);

        Directory.Exists(path).ShouldBeFalse();
        File.Exists(Path.Combine(kept, "file")).ShouldBeTrue();
    }

    [Fact]
    public void Remove_NothingThere_IsNoError() => FolderTree.Remove(folder["nothing"]);

    private async Task ShellAsync(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", script]) { WorkingDirectory = folder.Path })!;
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        shell.ExitCode.ShouldBe(0);
    }
}
