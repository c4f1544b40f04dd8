using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Operon.Steps.Bench;

/// <summary>
/// The OCI runtime alone, again and again on one bundle of Operon's: the same configuration with its filter of system calls, an overlay that is
/// mounted once, a network namespace that is there. A shell starts it, with nothing else to do.
/// </summary>
internal sealed class BareRuntime : IDisposable
{
    private readonly Process shell;
    private int count;

    /// <summary>Prepares the bundle.</summary>
    /// <param name="program">crun or runc.</param>
    /// <param name="bundle">Has a configuration and the files that it mounts; nobody else's.</param>
    /// <param name="layer">The image.</param>
    public BareRuntime(string program, string bundle, string layer)
    {
        foreach (var name in (string[])["root", "upper", "work", "state"]) Directory.CreateDirectory(Path.Combine(bundle, name));

        // crun refuses machines that have the unified hierarchy of control groups beside the old ones.
        var hide = program == "crun" && Directory.Exists("/sys/fs/cgroup/unified") ? "umount /sys/fs/cgroup/unified" : ":";
        var mount = $"mount -t overlay overlay -o lowerdir={layer},upperdir={bundle}/upper,workdir={bundle}/work,volatile {bundle}/root";
        var run = $"{program} --root {bundle}/state --log {bundle}/log --log-format json run --bundle {bundle} --pid-file {bundle}/pid \"$id\"";
        var script = $"{hide} && {mount} && echo $$ && while read -r id; do {run} < /dev/null; echo \"$?\"; done";
        shell = Process.Start(new ProcessStartInfo("unshare", ["--mount", "--net", "--propagation", "slave", "sh", "-c", script])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        ProcessId = shell.StandardOutput.ReadLine()!;
        Configure(Path.Combine(bundle, "config.json"), bundle, $"/proc/{ProcessId}/ns/net");
        Run();
    }

    /// <summary>The shell that starts it.</summary>
    public string ProcessId { get; }

    /// <summary>Runs a container to its end.</summary>
    /// <returns>Milliseconds.</returns>
    public double Run()
    {
        var start = Stopwatch.GetTimestamp();
        shell.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bare-{Environment.ProcessId}-{count++}"));
        shell.StandardInput.Flush();
        var said = shell.StandardOutput.ReadLine();
        var exit = shell.StandardOutput.ReadLine();
        return (said, exit) == ("hello", "0") ? Stopwatch.GetElapsedTime(start).TotalMilliseconds : throw new InvalidOperationException($"the runtime said {said} and ended with {exit}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        shell.StandardInput.Close();
        shell.WaitForExit();
        shell.Dispose();
    }

    // What lies elsewhere lies here, and the command is the one that is measured.
    private static void Configure(string file, string bundle, string network)
    {
        var config = JsonNode.Parse(File.ReadAllText(file))!;
        config["root"]!["path"] = Path.Combine(bundle, "root");
        config["process"]!["args"] = new JsonArray("echo", "hello");
        config["linux"]!["cgroupsPath"] = "/operon-bench/" + Path.GetFileName(bundle);
        foreach (var mount in config["mounts"]!.AsArray())
        {
            if (mount!["type"]!.GetValue<string>() == "bind") mount["source"] = Path.Combine(bundle, Path.GetFileName(mount["source"]!.GetValue<string>()));
        }

        foreach (var space in config["linux"]!["namespaces"]!.AsArray())
        {
            if (space!["type"]!.GetValue<string>() == "network") space["path"] = network;
        }

        File.WriteAllText(file, config.ToJsonString());
    }
}
