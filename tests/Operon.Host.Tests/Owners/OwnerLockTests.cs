using System.Diagnostics;
using Operon.Host.Owners;

namespace Operon.Host.Tests.Owners;

public sealed class OwnerLockTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Acquire_ExcludesOthersUntilDisposed_AndTellsWhoHoldsIt()
    {
        var self = OwnerIdentity.Current();
        OwnerLock.IsHeld(folder["lock"]).ShouldBeFalse();
        using (OwnerLock.Acquire(folder["lock"], self).Value)
        {
            OwnerLock.IsHeld(folder["lock"]).ShouldBeTrue();
            OwnerLock.HolderOf(folder["lock"]).ShouldBe(self);
            var refused = OwnerLock.Acquire(folder["lock"], self).Error!;
            refused.Rule.ShouldBe(HostRules.LockHeld);
            refused.Message.ShouldEndWith($"is held by process {Environment.ProcessId}");

            // Reading the file by other means neither fails nor breaks the lock.
            OwnerIdentity.Parse(File.ReadAllText(folder["lock"])).ShouldBe(self);
            OwnerLock.IsHeld(folder["lock"]).ShouldBeTrue();
        }

        OwnerLock.HolderOf(folder["lock"]).ShouldBeNull();
        using var again = OwnerLock.Acquire(folder["lock"], self).Value;
    }

    [Fact]
    public async Task Acquire_FromManyThreads_LetsOneIn()
    {
        var self = OwnerIdentity.Current();
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => OwnerLock.Acquire(folder["lock"], self))));
        taken.Count(t => t.IsOk).ShouldBe(1);
        taken.Single(t => t.IsOk).Value.Dispose();
    }

    [Fact]
    public async Task Acquire_WhileTheHolderRemovesTheFile_NeverGivesTwoTheSamePath()
    {
        var self = OwnerIdentity.Current();
        var inside = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 2000; i++)
            {
                if (!OwnerLock.Acquire(folder["lock"], self).TryGet(out var held, out var _)) continue;
                Interlocked.Increment(ref inside).ShouldBe(1);
                Interlocked.Decrement(ref inside);
                File.Delete(folder["lock"]);
                held.Dispose();
            }
        })));
    }

    [Fact]
    public void Acquire_ThroughALinkOrInNoFolder_IsRefused()
    {
        File.CreateSymbolicLink(folder["link"], folder["target"]);
        OwnerLock.Acquire(folder["link"], OwnerIdentity.Current()).Error!.Rule.ShouldBe(HostRules.FileFailed);
        File.Exists(folder["target"]).ShouldBeFalse();
        OwnerLock.Acquire(folder["missing/lock"], OwnerIdentity.Current()).Error!.Rule.ShouldBe(HostRules.FileFailed);
    }

    [Fact]
    public void IsAlive_FollowsTheProcess()
    {
        var self = OwnerIdentity.Current();
        self.IsAlive().ShouldBeTrue();
        OwnerIdentity.Parse(self.ToString()).ShouldBe(self);
        (self with { StartTime = self.StartTime + 1 }).IsAlive().ShouldBeFalse();
        (self with { BootId = "another" }).IsAlive().ShouldBeFalse();
        (self with { ProcessId = int.MaxValue }).IsAlive().ShouldBeFalse();
        OwnerIdentity.Parse("rubbish").ShouldBeNull();
    }

    [Fact]
    public async Task IsHeld_WhenAChildOutlivesTheLock_IsFalse()
    {
        using var held = OwnerLock.Acquire(folder["lock"], OwnerIdentity.Current()).Value;
        using var child = Process.Start(new ProcessStartInfo("sleep", ["30"]) { UseShellExecute = false })!;
        held.Dispose();
        OwnerLock.IsHeld(folder["lock"]).ShouldBeFalse();
        child.Kill();
        await child.WaitForExitAsync();
    }
}
