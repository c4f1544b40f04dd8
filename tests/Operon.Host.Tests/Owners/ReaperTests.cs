using System.Diagnostics;
using Operon.Host.Owners;

namespace Operon.Host.Tests.Owners;

public sealed class ReaperTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("operon-reaper-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Dispose_InOrder_RemovesNothingAndEndsTheProcess()
    {
        int process;
        using (var reaper = new Reaper())
        {
            reaper.EntrustPath(folder);
            process = reaper.ProcessId!.Value;
            Directory.Exists($"/proc/{process}").ShouldBeTrue();
        }

        Directory.Exists($"/proc/{process}").ShouldBeFalse();
        Directory.Exists(folder).ShouldBeTrue();
    }

    [Fact]
    public void Nothing_IsStartedBeforeSomethingIsEntrusted()
    {
        using var reaper = new Reaper();

        reaper.ProcessId.ShouldBeNull();
    }

    [Fact]
    public void Entrust_ReaperWasKilled_GoesOn()
    {
        using var reaper = new Reaper();
        reaper.EntrustPath(folder).Dispose();
        using (var process = Process.GetProcessById(reaper.ProcessId!.Value))
        {
            process.Kill();
            process.WaitForExit();
        }

        using var entrusted = reaper.EntrustPath(folder);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("two words")]
    [InlineData("it's \"quoted\" $HOME `id` \\")]
    [InlineData("line\nbreak")]
    [InlineData("-rf")]
    public void Quote_AnyWord_IsThatWordForTheShell(string word)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"nl='\n'; printf %s {Reaper.Quote(word)}"]) { UseShellExecute = false, RedirectStandardOutput = true })!;

        shell.StandardOutput.ReadToEnd().ShouldBe(word);
    }
}
