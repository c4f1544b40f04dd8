using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Oci;

/// <summary>
/// Tells the messages of the OCI runtime from what the container wrote: both come on one standard error. The runtime
/// writes a failure to its log first, but for a failing <c>exec</c>, when it has no log any more.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static partial class StartFailure
{
    /// <summary>The most that a runtime writes when it fails, in bytes.</summary>
    public const int LongestMessage = 64 * 1024;

    /// <summary>The runtime's message of a container that has ended, when it never ran its program; null when it did.</summary>
    /// <param name="log">The runtime's log.</param>
    /// <param name="error">All that came on standard error.</param>
    /// <param name="command">The container's program.</param>
    public static string? Find(string log, string error, string command)
    {
        var lines = Lines(error);
        if (ReadLog(log) is { } logged) return lines.All(l => Lines(logged).Concat(Messages(logged).SelectMany(Lines)).Contains(l)) ? Messages(logged).LastOrDefault() : null;
        var isOfExec = error.StartsWith("{\"msg\":\"exec container process", StringComparison.Ordinal) || error.StartsWith($"exec {command}: ", StringComparison.Ordinal);
        return !isOfExec || lines.Length != 1 ? null : Messages(error).DefaultIfEmpty(lines[0]).Last();
    }

    /// <summary>The last failure that a runtime has logged; null when there is none.</summary>
    public static string? LastError(string log) => ReadLog(log) is { } lines ? Messages(lines).LastOrDefault() : null;

    private static string? ReadLog(string path) =>
        File.Exists(path) && new FileInfo(path).Length is > 0 and <= LongestMessage ? File.ReadAllText(path) : null;

    // A message may have several lines, on standard error as in the log.
    private static IEnumerable<string> Messages(string log)
    {
        foreach (var line in Lines(log))
        {
            string? message = null;
            try
            {
                using var entry = JsonDocument.Parse(line);
                if (entry.RootElement.GetProperty("level").GetString() == "error") message = entry.RootElement.GetProperty("msg").GetString();
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                // Not a log line: runc's message of a failing exec is plain text.
                continue;
            }

            if (message is not null) yield return message;
        }
    }

    // On a terminal, a line may end with two characters, and be coloured.
    private static string[] Lines(string text) => Colour().Replace(text, "").Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex("\e\\[[0-9;]*m", RegexOptions.None, 1000)]
    private static partial Regex Colour();

    /// <summary>What a runtime's message means to the user.</summary>
    public static Diagnostic Explain(string message, ContainerSpec spec, ContainerStart start)
    {
        var command = start.Arguments[0];
        var shown = message.Trim();
        if (Has("executable file") && Has("not found") || Has($"stat {command}: no such file"))
        {
            return new Diagnostic(ContainerRules.CommandNotFound, $"the command '{command}' is not in the container of image {spec.Image.Name}")
            {
                Expected = command.Contains('/') ? "a path of the container" : "a program on the container's PATH",
            };
        }

        if (Has("exec format error")) return NotExecutable("it is no program for this machine, nor a script with a first line such as #!/bin/sh");
        if (Has("missing dynamic library") || Has($"exec {command}: no such file")) return NotExecutable("the interpreter or library it needs is not in the container");
        if (Has("open executable") || Has($"exec: \"{command}\": permission denied")) return NotExecutable("its mode does not allow it") with { Fix = $"chmod +x {command}, or run it by its interpreter" };
        if (Has("chdir") || Has("mkdir") && Has($"{start.WorkingDirectory}: not a directory"))
        {
            return new Diagnostic(ContainerRules.WorkingDirectory, $"the working directory '{start.WorkingDirectory}' cannot be entered: {shown}");
        }

        var target = start.Mounts.Select(m => m.Target).LastOrDefault(t => Has($"{t[1..]}`") || Has($"\"{t}\""));
        return Has("mount") && target is not null
            ? new Diagnostic(ContainerRules.MountTarget, $"nothing can be mounted at '{target}': {shown}") { Expected = "a path where the image has nothing yet, or a directory for a directory and a file for a file" }
            : new Diagnostic(ContainerRules.StartFailed, $"the container could not be started: {shown}");

        bool Has(string part) => message.Contains(part, StringComparison.OrdinalIgnoreCase);

        Diagnostic NotExecutable(string why) => new(ContainerRules.NotExecutable, $"the command '{command}' cannot be executed: {why}");
    }
}
