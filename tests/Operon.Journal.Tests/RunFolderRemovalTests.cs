using System.Diagnostics;

namespace Operon.Journal.Tests;

public sealed class RunFolderRemovalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Run => folder["runs/run"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Remove_OfARunThatEnded_LeavesNothing()
    {
        await WriteAsync();
        RunFolderRemoval.Remove(Run).ShouldBeNull();
        Directory.EnumerateFileSystemEntries(folder["runs"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Remove_OfARunThatIsWritten_LeavesAllOfIt()
    {
        await using var run = RunFolder.Create(Run, "run", TimeProvider.System).Value;
        RunFolderRemoval.Remove(Run)!.Rule.ShouldBe(JournalRules.HasWriter);
        run.Append("event"u8).IsOk.ShouldBeTrue();
        (await run.CloseAsync()).ShouldBeNull();
        using var reader = RunFolder.Open(Run, TimeProvider.System).Value;
        reader.Read().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Remove_OfAFolderWithLinks_LeavesWhatTheyLeadTo()
    {
        await WriteAsync();
        Directory.CreateDirectory(folder["mine"]);
        await File.WriteAllTextAsync(folder["mine/file"], "x", TestContext.Current.CancellationToken);
        Directory.CreateSymbolicLink(Path.Combine(Run, "output", "link"), folder["mine"]);
        File.CreateSymbolicLink(Path.Combine(Run, "file"), folder["mine/file"]);
        RunFolderRemoval.Remove(Run).ShouldBeNull();
        Directory.Exists(Run).ShouldBeFalse();
        File.Exists(folder["mine/file"]).ShouldBeTrue();
    }

    [Fact]
    public async Task Remove_OfALinkToAFolder_IsRefused()
    {
        await WriteAsync();
        Directory.CreateSymbolicLink(folder["runs/link"], Run);
        RunFolderRemoval.Remove(folder["runs/link"])!.Rule.ShouldBe(JournalRules.NotARunFolder);
        File.Exists(Path.Combine(Run, "events")).ShouldBeTrue();
    }

    [Fact]
    public async Task Remove_OfFoldersThatNobodyMayEnterOrNamesThatAreNoText_Succeeds()
    {
        await WriteAsync();
        Process.Start("sh", ["-c", $"cd '{Run}' && mkdir -p outputs/a/b && touch outputs/a/b/f outputs/$(printf '\\377') && chmod 0 outputs/a/b outputs/a outputs"]).WaitForExit();
        RunFolderRemoval.Remove(Run).ShouldBeNull();
        Directory.EnumerateFileSystemEntries(folder["runs"]).ShouldBeEmpty();
    }

    [Fact]
    public void Remove_OfWhatIsNotThere_SaysSo() => RunFolderRemoval.Remove(Run)!.Rule.ShouldBe(Host.HostRules.FileFailed);

    [Fact]
    public async Task Sweep_TakesWhatAnInterruptedRemovalLeft_AndNothingElse()
    {
        await WriteAsync();
        Directory.Move(Run, folder["runs/" + RunFolderRemoval.Prefix + "1"]);
        await WriteAsync();
        RunFolderRemoval.Sweep(folder["runs"]).ShouldBeNull();
        Directory.EnumerateFileSystemEntries(folder["runs"]).ShouldBe([Run]);
        RunFolderRemoval.Sweep(folder["nowhere"]).ShouldBeNull();
    }

    private async Task WriteAsync()
    {
        await using var run = RunFolder.Create(Run, "run", TimeProvider.System).Value;
        run.Append("event"u8);
        run.Output("call").Write(OutputStream.Stdout, "text"u8);
    }
}
