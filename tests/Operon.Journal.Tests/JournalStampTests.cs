using System.Diagnostics;

namespace Operon.Journal.Tests;

public sealed class JournalStampTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Of_ARun_ChangesWithItsJournal()
    {
        JournalStamp.Of(folder["run"]).ShouldBeNull();
        await using (var run = RunFolder.Create(folder["run"], "run", TimeProvider.System).Value)
        {
            JournalStamp.Of(folder["run"])!.Value.HasWriter.ShouldBeTrue();
        }

        var ended = JournalStamp.Of(folder["run"])!.Value;
        ended.HasWriter.ShouldBeFalse();
        JournalStamp.Of(folder["run"]).ShouldBe(ended);
        await using (RunFolder.Reopen(folder["run"], TimeProvider.System).Value)
        {
            // An epoch alone is a change.
        }

        JournalStamp.Of(folder["run"]).ShouldNotBe(ended);
    }

    [Fact]
    public void Open_WhereTheJournalIsAPipe_RefusesWithoutWaiting()
    {
        Directory.CreateDirectory(folder["run"]);
        Process.Start("mkfifo", Path.Combine(folder["run"], "events")).WaitForExit();
        RunFolder.Open(folder["run"], TimeProvider.System).Error!.Rule.ShouldBe(JournalRules.NotARunFolder);
        JournalStamp.Of(folder["run"]).ShouldBeNull();
    }

    [Fact]
    public async Task BytesAfterEnd_OfATornJournal_AreThoseThatAreNotWhole()
    {
        await using (var run = RunFolder.Create(folder["run"], "run", TimeProvider.System).Value) run.Append("event"u8);
        using (var reader = RunFolder.Open(folder["run"], TimeProvider.System).Value)
        {
            reader.Read().Count().ShouldBe(1);
            reader.BytesAfterEnd.ShouldBe(0);
        }

        await using (var events = new FileStream(Path.Combine(folder["run"], "events"), FileMode.Append)) events.Write([9, 0, 0, 0, 1]);
        using var again = RunFolder.Open(folder["run"], TimeProvider.System).Value;
        again.Read().Count().ShouldBe(1);
        again.BytesAfterEnd.ShouldBe(5);
    }
}
