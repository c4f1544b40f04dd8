using System.Globalization;
using Operon.Containers.Oci;
using Operon.Host.Linux;

namespace Operon.Containers.Tests.Oci;

public sealed class HolderTests
{
    // The first thread ends, as it also does where another one runs a further program.
    private const string Threads = "import ctypes,os,threading,sys\n" +
        "def rest():\n  sys.stdin.readline(); os._exit(3)\n" +
        "threading.Thread(target=rest).start(); print(os.getpid(), flush=True); ctypes.CDLL(None).pthread_exit(None)";

    [Fact]
    public async Task FindExit_FirstThreadHasEnded_TellsWhenTheOthersHave()
    {
        using var holder = await Holder.StartAsync(() => { });
        using var unreaped = await holder.LetBeAsync();
        using var parent = await holder.StartAsync(Holder.Describe("/bin/sh", ["-c", "exec 3<&0; python3 -c \"$0\" <&3 & exit 0", Threads]));
        using var said = new StreamReader(parent.Output);
        var process = int.Parse((await said.ReadLineAsync(TestContext.Current.CancellationToken))!, CultureInfo.InvariantCulture);
        var status = Path.Combine(holder.FolderOf(process), "stat");
        SpinWait.SpinUntil(() => File.ReadAllText(status).Contains(") Z ", StringComparison.Ordinal), TimeSpan.FromSeconds(10)).ShouldBeTrue();

        holder.FindExit(process).ShouldBeNull();
        await parent.Input!.WriteAsync("\n"u8.ToArray(), TestContext.Current.CancellationToken);

        SpinWait.SpinUntil(() => holder.FindExit(process) is not null, TimeSpan.FromSeconds(10)).ShouldBeTrue();
        holder.FindExit(process).ShouldBe(3);
    }

    [Fact]
    public async Task RunAsync_ThreadIsStarted_AsTheRuntimeOfDotNetMayAtAnyCall()
    {
        using var holder = await Holder.StartAsync(() => { });

        (await holder.RunAsync(() =>
        {
            var started = new Thread(() => { });
            started.Start();
            return started.Join(TimeSpan.FromSeconds(10));
        })).ShouldBeTrue();
    }

    [Fact]
    public async Task KillTree_WhatItStartedLeftItsGroup_IsKilledToo()
    {
        using var holder = await Holder.StartAsync(() => { });
        using var process = await holder.StartAsync(Holder.Describe("/bin/sh", ["-c", "setsid sleep 1000 & echo $!; wait"]));
        using var said = new StreamReader(process.Output);
        var started = int.Parse((await said.ReadLineAsync(TestContext.Current.CancellationToken))!, CultureInfo.InvariantCulture);

        await holder.KillTreeAsync(process, TimeProvider.System);

        (await process.Ended).ShouldBe(-Signals.Kill);
        holder.FindExit(started).ShouldNotBeNull();
    }
}
