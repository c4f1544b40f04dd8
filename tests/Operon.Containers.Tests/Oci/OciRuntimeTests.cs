using System.Diagnostics;

namespace Operon.Containers.Tests.Oci;

/// <summary>Engines of the embedded runtime beside one another, and at their end.</summary>
public sealed class OciRuntimeTests(Machine machine)
{
    [Fact]
    public async Task Start_LeftoversOfDeadEngine_AreRemovedAndThoseOfLiveOnesStay()
    {
        var engines = Path.Combine(machine.ContainersFolder, "engines");
        var dead = Directory.CreateDirectory(Path.Combine(engines, "dead", "0123abcd")).Parent!.FullName;
        await File.WriteAllTextAsync(Path.Combine(engines, "dead.lock"), "1 1 boot pid:[1]\n");
        var live = Directory.EnumerateDirectories(engines).Where(d => d != dead).ToArray();

        await using var second = (await Containers.Oci.OciRuntime.StartAsync(machine.ContainersFolder, machine.Images, null, machine.Reaper, TimeProvider.System)).Value;

        Directory.Exists(dead).ShouldBeFalse();
        File.Exists(dead + ".lock").ShouldBeFalse();
        live.ShouldAllBe(d => Directory.Exists(d));
    }

    [Fact]
    public async Task Dispose_ContainerRuns_KillsItAtOnceAndLeavesNothing()
    {
        var second = (await Containers.Oci.OciRuntime.StartAsync(machine.ContainersFolder, machine.Images, null, machine.Reaper, TimeProvider.System)).Value;
        var output = new RecordedOutput();
        var spec = Shell("trap '' TERM; echo ready; while true; do sleep 0.1; done");
        var running = second.RunAsync(spec, output, CancellationToken.None);
        await output.FirstBytes.Task;

        await second.DisposeAsync();

        (await running).Value.ShouldBe(new ContainerExit(137, WasStopped: true));
        machine.ShouldHaveNothingOf(spec.Id);
    }

    [Fact]
    public async Task Killed_WithKeptContainerAndTerminals_LeavesNothing()
    {
        var folder = Path.Combine(machine.Folder, "of-killed");
        using var engine = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(Program).Assembly.Location, Program.KeptEngine, folder, Path.Combine(machine.Folder, "images"), Path.Combine(machine.Folder, "layout")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        (await engine.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("ready");
        var engines = Path.Combine(folder, "engines");
        var id = Path.GetFileName(Directory.GetDirectories(engines).ShouldHaveSingleItem());

        engine.Kill();

        await engine.WaitForExitAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 100 && (Directory.EnumerateFileSystemEntries(engines).Any() || machine.HasControlGroups(id)); i++) await Task.Delay(50, TestContext.Current.CancellationToken);
        Directory.EnumerateFileSystemEntries(engines).ShouldBeEmpty();
        machine.ShouldHaveNothingOf(id);
    }

    private ContainerSpec Shell(string script) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Image = machine.Image,
        Command = [.. ((string[])["sh", "-c", script]).Select(w => new Text.ByteString(w))],
    };
}
