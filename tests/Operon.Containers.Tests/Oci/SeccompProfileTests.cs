using System.Text.Json;
using Operon.Containers.Oci;
using Operon.Host.Linux;

namespace Operon.Containers.Tests.Oci;

public sealed class SeccompProfileTests(Machine machine)
{
    private const string SyncFileRange2 = "sync_file_range2";

    private static readonly string[] Defaults = [.. BundleConfig.Capabilities];

    [Theory]
    [InlineData("grep Seccomp: /proc/self/status", "Seccomp:\t2\n")]
    [InlineData("unshare -U true 2>&1 | grep -o 'not permitted'", "not permitted\n")]
    [InlineData("mkdir /m; mount -t tmpfs none /m 2>/dev/null || echo refused", "refused\n")]
    [InlineData("mkdir /m; mount -o bind /etc /m 2>/dev/null || echo refused", "refused\n")]
    [InlineData("date -s 2000-01-01 >/dev/null 2>&1; [ $(date +%Y) -gt 2000 ] && echo refused", "refused\n")]
    [InlineData("(echo a; echo b) | sort -r | head -n 1; sh -c 'sleep 0 & wait; echo done'", "b\ndone\n")]
    public async Task Container_MayDoWhatProgramsDo_AndNotWhatMachinesDo(string script, string expected)
    {
        foreach (var runtime in machine.Runtimes)
        {
            var spec = new ContainerSpec
            {
                Id = Guid.NewGuid().ToString("N"),
                Image = machine.Image,
                Command = ["sh", "-c", script],
            };
            var output = new RecordedOutput();

            var exit = (await runtime.RunAsync(spec, output, CancellationToken.None)).Value;

            output.Output.ShouldBe(expected, $"{runtime.Capabilities.Name}: {output.Error}");
            exit.ExitCode.ShouldBe(0);
        }
    }

    [Theory]
    [InlineData("read", null)]
    [InlineData("ptrace", null)]
    [InlineData("chroot", null)]
    [InlineData("mount", 1)]
    [InlineData("unshare", 1)]
    [InlineData("bpf", 1)]
    [InlineData("clone3", 38)]
    [InlineData("io_uring_setup", 38)]
    [InlineData("keyctl", 38)]
    [InlineData("call_of_tomorrow", 38)]
    public void Call_WithDefaultCapabilities_IsAllowedForbiddenOrMissing(string call, int? error) =>
        ErrorsOf(SeccompProfile.For(Defaults), call).ShouldBe([error]);

    [Fact]
    public void Call_ThatACapabilityIsFor_IsAllowedWithIt()
    {
        var filter = SeccompProfile.For([.. Defaults, "CAP_SYS_ADMIN"]);

        ErrorsOf(filter, "mount").ShouldBe([null]);
        ErrorsOf(filter, "clone").ShouldBe([null]);
        ErrorsOf(filter, "acct").ShouldBe([1]);
    }

    [Fact]
    public void Clone_WithAnyNewNamespace_IsForbiddenAndWithoutAllowed()
    {
        var rules = SeccompProfile.For(Defaults).Rules.Where(r => r.Names.Contains("clone")).ToList();

        var allowed = rules.Where(r => r.Error is null).ShouldHaveSingleItem().Conditions.ShouldHaveSingleItem();
        var forbidden = rules.Where(r => r.Error == 1).Select(r => r.Conditions.ShouldHaveSingleItem()).ToList();
        forbidden.Aggregate(0UL, (bits, c) => bits | c.Value).ShouldBe(allowed.Value);
        forbidden.ShouldAllBe(c => c.Value == c.Second && ulong.PopCount(c.Value) == 1);
    }

    [Fact]
    public void CallOfAnotherProcessor_HasNoRule()
    {
        if (System.Runtime.InteropServices.RuntimeInformation.OSArchitecture != System.Runtime.InteropServices.Architecture.X64) return;

        SeccompProfile.For(Defaults).Rules.ShouldNotContain(r => r.Names.Contains(SyncFileRange2));
    }

    [Fact]
    public void Confinement_OfTheNextEngine_IsTheKeptOneUnlessItIsAnothers()
    {
        var folder = Directory.CreateTempSubdirectory("operon-seccomp-").FullName;
        var program = new OciProgram("/usr/bin/crun", HidesUnifiedCgroups: false);

        var first = Confinement.For(program, folder).Compiled.ShouldNotBeNull();
        var kept = Path.Combine(folder, "seccomp");
        var key = File.ReadAllText(kept).Split(' ')[0];
        File.WriteAllText(kept, $"{key} AAAA");
        Confinement.For(program, folder).Compiled.ShouldBe("AAAA");
        File.WriteAllText(kept, "0123 AAAA");
        Confinement.For(program, folder).Compiled.ShouldBe(first);

        Confinement.For(new OciProgram("/usr/bin/runc", HidesUnifiedCgroups: false), folder).Compiled.ShouldBeNull();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Json_IsWhatRuntimesRead()
    {
        using var json = JsonDocument.Parse(SeccompProfile.ToJson(SeccompProfile.For(Defaults)));

        json.RootElement.GetProperty("defaultErrnoRet").GetInt32().ShouldBe(38);
        json.RootElement.GetProperty("syscalls").EnumerateArray().ShouldAllBe(r => r.GetProperty("names").GetArrayLength() > 0);
    }

    private static int?[] ErrorsOf(SystemCallFilter filter, string call) =>
        [.. filter.Rules.Where(r => r.Names.Contains(call)).Select(r => r.Error).DefaultIfEmpty(filter.DefaultError)];
}
