using Operon.Containers.Oci;

namespace Operon.Containers.Tests.Oci;

public sealed class MachineLimitsTests
{
    private readonly Dictionary<string, string> files = new()
    {
        ["/proc/self/limits"] = """
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             unlimited            unlimited            processes
            Max open files            524288               524288               files
            """,
        ["/proc/self/cgroup"] = "0::/user.slice\n",
        ["/proc/sys/kernel/pid_max"] = "4194304\n",
        ["/sys/fs/cgroup/user.slice/pids.max"] = "max\n",
        ["/proc/meminfo"] = "MemTotal: 33554432 kB\nMemAvailable:   16777216 kB\n",
    };

    [Theory]
    [InlineData("/proc/meminfo", "MemAvailable:   4096 kB\n", 1, "bytes of free memory (4,194,304)")]
    [InlineData("/proc/meminfo", "", 65520, "open files (524,288)")]
    [InlineData("/proc/self/limits", "Max open files            1024                 4096                 files\n", 112, "open files (1,024)")]
    [InlineData("/proc/self/limits", "Max processes             400                  4096                 processes\n", 100, "processes of a user (400)")]
    [InlineData("/proc/sys/kernel/pid_max", "1000\n", 250, "process ids (1,000)")]
    [InlineData("/sys/fs/cgroup/user.slice/pids.max", "40\n", 10, "processes of this cgroup (40)")]
    [InlineData("/sys/fs/cgroup/user.slice/memory.max", "8388608\n", 2, "bytes of memory of this cgroup (8,388,608)")]
    public void Find_TightestLimit_CountsAndIsNamed(string file, string content, int count, string reason)
    {
        files[file] = content;

        MachineLimits.Find(files.GetValueOrDefault).ShouldBe(new ContainerLimit(count, reason));
    }

    [Fact]
    public void Find_NothingKnown_IsNoLimit() => MachineLimits.Find(_ => null).ShouldBe(ContainerLimit.None);

    [Fact]
    public void Find_OnThisMachine_LeavesRoomForContainers() => MachineLimits.Find(MachineLimits.Read).Count.ShouldBeGreaterThan(8);
}
