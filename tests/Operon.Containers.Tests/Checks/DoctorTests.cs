using Operon.Containers.Checks;
using Operon.Host;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Tests.Checks;

/// <summary>The doctor on this machine, and on folders that stand for machines that are not to be had.</summary>
public sealed class DoctorTests : IDisposable
{
    private const string Mounts = "22 1 8:1 / / rw - ext4 /dev/root rw\n30 22 0:20 / /dev/shm rw - tmpfs tmpfs rw\n31 22 0:40 / /mnt/far\\040away rw - nfs4 server:/ rw\n";

    private readonly string root = Directory.CreateTempSubdirectory("operon-checked-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Examine_ThisMachine_RunsContainersAndIsLeftAsItWas()
    {
        var before = Traces();

        var findings = await Doctor.ExamineAsync(new Examined { SearchPath = Environment.GetEnvironmentVariable("PATH"), Folder = root + "/data", Time = TimeProvider.System });

        findings.ShouldNotContain(f => f.Problem != null && f.Problem.Severity == DiagnosticSeverity.Error);
        findings.First(f => f.Check == "runtime").Message.ShouldMatch("/(crun|runc), because ");
        findings.ShouldContain(f => f.Check == "runc" && f.Message.StartsWith("version "));
        Directory.Exists(root + "/data").ShouldBeFalse();
        Traces().ShouldBe(before);
    }

    [Fact]
    public async Task Runtime_None_IsAnErrorThatSaysWhatToInstall()
    {
        var problem = (await OnlyAsync(new RuntimeCheck(), Machine(programs: false))).ShouldNotBeNull();

        problem.Rule.ShouldBe(ContainerRules.RuntimeMissing);
        problem.Fix!.ShouldContain("apt-get install crun");
    }

    [Fact]
    public async Task User_Refused_IsAnErrorAndNothingIsTriedOut()
    {
        var refused = new Diagnostic(HostRules.NoUserNamespace, "no sub-ids");

        (await OnlyAsync(new UserCheck(), Machine(refused: refused))).ShouldBe(refused);
        (await OnlyAsync(new RuntimeCheck(), Machine(refused: refused))).ShouldBeNull();
    }

    [Theory]
    [InlineData("/home/ann/data", null)]
    [InlineData("/mnt/far away/data", "CON0022")]
    [InlineData("/mnt/far away", "CON0022")]
    [InlineData("/mnt/far away too", null)]
    public async Task Folder_OnAFileSystemThatCarriesNoOverlay_IsAnError(string folder, string? code)
    {
        Write("/proc/self/mountinfo", Mounts);

        ((await OnlyAsync(new FolderCheck(), Machine(folder)))?.Code).ShouldBe(code);
    }

    [Theory]
    [InlineData(Mounts, null)]
    [InlineData("22 1 8:1 / / rw - ext4 /dev/root rw\n", "CON0023")]
    [InlineData("", "CON0023")]
    public async Task SharedMemory_NotInMemory_IsAWarning(string mounts, string? code)
    {
        Write("/proc/self/mountinfo", mounts);

        ((await OnlyAsync(new SharedMemoryCheck(), Machine()))?.Code).ShouldBe(code);
    }

    [Theory]
    [InlineData("cpuset cpu io memory pids\n", null)]
    [InlineData("cpu io\n", "CON0021")]
    public async Task Limits_WithoutAController_AreAWarning(string controllers, string? code)
    {
        Write("/sys/fs/cgroup/cgroup.controllers", controllers);

        ((await OnlyAsync(new CgroupCheck(), Machine()))?.Code).ShouldBe(code);
    }

    [Theory]
    [InlineData("cpu memory pids\n", null, "", null)]
    [InlineData("cpu\n", null, "1\n", null)]
    [InlineData("cpu\n", "domain\n", "", null)]
    [InlineData("cpu\n", "domain\n", "1\n", "memory, pids are not delegated")]
    public async Task Limits_OfTheSecondVersion_HaveToBeDelegated(string passedOn, string? type, string processes, string? problem)
    {
        Write("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
        Write("/sys/fs/cgroup/cgroup.subtree_control", passedOn);
        Write("/sys/fs/cgroup/cgroup.procs", processes);
        if (type is not null) Write("/sys/fs/cgroup/cgroup.type", type);

        var found = await OnlyAsync(new CgroupCheck(), Machine());

        if (problem is null) found.ShouldBeNull();
        else found.ShouldNotBeNull().Message.ShouldContain(problem);
    }

    [Fact]
    public async Task Limits_OfTheFirstVersion_AreFoundByFolder()
    {
        foreach (var controller in (string[])["cpu", "memory"]) Directory.CreateDirectory($"{root}/sys/fs/cgroup/{controller}");

        var problem = (await OnlyAsync(new CgroupCheck(), Machine())).ShouldNotBeNull();

        problem.Message.ShouldContain("pids");
    }

    [Fact]
    public async Task Network_OfAnOrdinaryUser_NamesWhatIsMissing()
    {
        var machine = Machine(isOrdinary: true);
        (await OnlyAsync(new EgressCheck(), machine)).ShouldNotBeNull().Fix!.ShouldContain("apt-get install slirp4netns");

        Write("/usr/bin/slirp4netns", "");
        (await OnlyAsync(new EgressCheck(), machine)).ShouldNotBeNull().Fix!.ShouldContain("modprobe tun");

        Write("/dev/net/tun", "");
        (await OnlyAsync(new EgressCheck(), machine)).ShouldBeNull();
    }

    [Fact]
    public async Task Network_OfRootThatCannotHavePacketsPassedOn_IsAWarning()
    {
        (await OnlyAsync(new EgressCheck(), Machine())).ShouldNotBeNull().Fix!.ShouldContain("ip_forward=1");

        Write("/proc/sys/net/ipv4/ip_forward", "0\n");
        (await OnlyAsync(new EgressCheck(), Machine())).ShouldBeNull();
    }

    private static async Task<Diagnostic?> OnlyAsync(ICheck check, Examined machine) => (await check.RunAsync(machine)).ShouldHaveSingleItem().Problem;

    // Not of other engines: those have folders of their own.
    private static string[] Traces() => [.. Directory.EnumerateDirectories(Path.GetTempPath(), "operon-doctor-*").Order()];

    private Examined Machine(string folder = "/home/ann/data", Diagnostic? refused = null, bool isOrdinary = false, bool programs = true) => new()
    {
        SearchPath = null,
        Folder = folder,
        Time = TimeProvider.System,
        Refused = refused,
        IsOrdinary = isOrdinary,
        Root = root,
        Programs = programs ? [new Containers.Oci.OciProgram("/usr/bin/crun", HidesUnifiedCgroups: false)] : [],
    };

    private void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(root + path)!);
        File.WriteAllText(root + path, content);
    }
}
