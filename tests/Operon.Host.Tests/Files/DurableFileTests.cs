using Operon.Host.Files;

namespace Operon.Host.Tests.Files;

public sealed class DurableFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Write_ReplacesContentAndMode_AndLeavesNothingBeside()
    {
        File.WriteAllText(folder["f"], "old and longer");
        DurableFile.Write(folder["f"], "new"u8).ShouldBeNull();
        File.ReadAllText(folder["f"]).ShouldBe("new");
        File.GetUnixFileMode(folder["f"]).ShouldBe(DurableFile.PrivateMode);
        DurableFile.Write(folder["f"], [], (UnixFileMode)0b110_110_110).ShouldBeNull();
        File.GetUnixFileMode(folder["f"]).ShouldBe((UnixFileMode)0b110_110_110);
        Directory.GetFileSystemEntries(folder.Path).ShouldBe([folder["f"]]);
    }

    [Fact]
    public void Create_WhereThereIsOneAlready_LeavesItAndNothingBeside()
    {
        DurableFile.Create(folder["f"], "first"u8).ShouldBeNull();
        DurableFile.Create(folder["f"], "second"u8).ShouldBeNull();
        File.ReadAllText(folder["f"]).ShouldBe("first");
        File.GetUnixFileMode(folder["f"]).ShouldBe(DurableFile.PrivateMode);
        DurableFile.Create(folder["missing/f"], "x"u8)!.Rule.ShouldBe(HostRules.FileFailed);
        Directory.GetFileSystemEntries(folder.Path).ShouldBe([folder["f"]]);
    }

    [Fact]
    public async Task Create_ByManyAtOnce_LeavesTheOneThatWasFirst()
    {
        const int Writers = 4;
        for (var round = 0; round < 300; round++)
        {
            var file = folder[$"f{round}"];
            using var begin = new Barrier(Writers);
            var seen = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Factory.StartNew(() =>
            {
                begin.SignalAndWait();
                DurableFile.Create(file, [(byte)('a' + writer)]).ShouldBeNull();
                return File.ReadAllText(file);
            }, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            seen.Distinct().ShouldBe([await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)], $"round {round}");
        }
    }

    [Fact]
    public void Write_WhereItCannot_IsADiagnosticAndLeavesNothing()
    {
        Directory.CreateDirectory(folder["d"]);
        DurableFile.Write(folder["d"], "x"u8)!.Rule.ShouldBe(HostRules.FileFailed);
        DurableFile.Write(folder["missing/f"], "x"u8)!.Message.ShouldEndWith("no such file or folder");
        Directory.GetFileSystemEntries(folder.Path).ShouldBe([folder["d"]]);
    }

    [Fact]
    public async Task Write_FromManyThreads_LeavesOneWholeContent()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => DurableFile.Write(folder["f"], new byte[1000 * (i + 1)]).ShouldBeNull())));
        (new FileInfo(folder["f"]).Length % 1000).ShouldBe(0);
        Directory.GetFileSystemEntries(folder.Path).ShouldHaveSingleItem();
    }
}
