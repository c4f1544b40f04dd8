using Operon.Containers.Images;

namespace Operon.Containers.Tests.Oci;

public sealed class SeccompProfileTests(Machine machine)
{
    [Theory]
    [InlineData("grep Seccomp: /proc/self/status", "Seccomp:\t2\n")]
    [InlineData("unshare -U true 2>/dev/null || echo refused", "refused\n")]
    [InlineData("mkdir /m; mount -t tmpfs none /m 2>/dev/null || echo refused", "refused\n")]
    [InlineData("mkdir /m; mount -o bind /etc /m 2>/dev/null || echo refused", "refused\n")]
    [InlineData("date -s 2000-01-01 >/dev/null 2>&1; [ $(date +%Y) -gt 2000 ] && echo refused", "refused\n")]
    [InlineData("(echo a; echo b) | sort -r | head -n 1; sh -c 'sleep 0 & wait; echo done'", "b\ndone\n")]
    public async Task Container_MayDoWhatProgramsDo_AndNotWhatMachinesDo(string script, string expected)
    {
        var spec = new ContainerSpec
        {
            Id = Guid.NewGuid().ToString("N"),
            Image = machine.Image,
            Command = ["sh", "-c", script],
        };
        var output = new RecordedOutput();

        var exit = (await machine.Runtime.RunAsync(spec, output, CancellationToken.None)).Value;

        output.Output.ShouldBe(expected, output.Error);
        exit.ExitCode.ShouldBe(0);
    }
}
