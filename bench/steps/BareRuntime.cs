using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Operon.Steps.Bench;

/// <summary>The OCI runtime alone, on a bundle of the runtime's own making: no overlay, no network but an empty namespace, nothing recorded.</summary>
internal sealed class BareRuntime : IDisposable
{
    private readonly string program;
    private readonly string folder;
    private readonly string script;
    private int count;

    /// <summary>Makes the bundle.</summary>
    /// <param name="program">crun or runc.</param>
    /// <param name="folder">Where; made.</param>
    /// <param name="root">The root file system, used in place.</param>
    public BareRuntime(string program, string folder, string root)
    {
        this.program = program;
        this.folder = Directory.CreateDirectory(folder).FullName;
        Call("spec");
        var file = Path.Combine(folder, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(file))!;
        config["root"]!["path"] = root;
        config["process"]!["terminal"] = false;
        config["process"]!["args"] = new JsonArray("/bin/echo", "hello");
        if (config["process"] is JsonObject process) process.Remove("rlimits");
        File.WriteAllText(file, config.ToJsonString());

        // crun refuses machines that have the unified hierarchy of control groups beside the old ones.
        script = program == "crun" && Directory.Exists("/sys/fs/cgroup/unified") ? "umount /sys/fs/cgroup/unified; while read -r id; do crun run \"$id\" < /dev/null; echo \"$?\"; done" : $"while read -r id; do {program} run \"$id\" < /dev/null; echo \"$?\"; done";
        shell = Process.Start(new ProcessStartInfo("unshare", ["--mount", "--propagation", "slave", "sh", "-c", script]) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Run();
    }

    private readonly Process shell;

    /// <summary>Runs a container to its end.</summary>
    /// <returns>Milliseconds.</returns>
    public double Run()
    {
        var start = Stopwatch.GetTimestamp();
        shell.StandardInput.WriteLine($"bare-{Environment.ProcessId}-{count++}");
        shell.StandardInput.Flush();
        var said = shell.StandardOutput.ReadLine();
        var exit = shell.StandardOutput.ReadLine();
        return said == "hello" && exit == "0" ? Stopwatch.GetElapsedTime(start).TotalMilliseconds : throw new InvalidOperationException($"{program} said {said} and ended with {exit}");
    }

    public void Dispose()
    {
        shell.StandardInput.Close();
        shell.WaitForExit();
        shell.Dispose();
    }

    private void Call(string word)
    {
        using var process = Process.Start(new ProcessStartInfo(program, [word]) { WorkingDirectory = folder, UseShellExecute = false })!;
        process.WaitForExit();
    }
}
