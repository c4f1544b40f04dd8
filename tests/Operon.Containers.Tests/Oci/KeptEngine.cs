using Operon.Containers.Images;
using Operon.Containers.Oci;
using Operon.Host.Owners;

namespace Operon.Containers.Tests.Oci;

/// <summary>An engine in a process of its own, with a container that runs and one that was kept, commands in both, to be killed.</summary>
internal static class KeptEngine
{
    public static async Task<int> ServeAsync(string folder, string imageFolder, string layout)
    {
        using var reaper = new Reaper();
        using var images = new ImageStore(imageFolder, TimeProvider.System);
        var image = (await images.FromLayoutAsync(layout, CancellationToken.None)).Value;
        await using var runtime = (await OciRuntime.StartAsync(folder, images, Environment.GetEnvironmentVariable("PATH"), reaper, TimeProvider.System)).Value;
        var running = new RecordedOutput();
        _ = runtime.RunAsync(Spec("running", "echo ready; exec sleep 600"), running, CancellationToken.None);
        await running.FirstBytes.Task;
        if (!(await runtime.RunAsync(Spec("kept", "exit 3"), new RecordedOutput(), CancellationToken.None)).Value.IsKept) return 1;
        foreach (var id in (string[])["running", "kept"])
        {
            var output = new RecordedOutput();
            _ = runtime.ExecAsync(id, new ExecSpec { Command = [.. Words("echo ready; exec sleep 600")], Terminal = new ContainerTerminal(new TerminalSize(80, 24)) }, output, CancellationToken.None);
            await output.FirstBytes.Task;
        }

        Console.WriteLine("ready");
        await Task.Delay(Timeout.Infinite);
        return 0;

        ContainerSpec Spec(string id, string script) => new() { Id = id, Image = image, Command = [.. Words(script)], IsKeptAfterFailure = true };
    }

    private static IEnumerable<Text.ByteString> Words(string script) => ((string[])["sh", "-c", script]).Select(w => new Text.ByteString(w));
}
