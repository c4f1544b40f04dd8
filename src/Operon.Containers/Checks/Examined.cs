using System.Runtime.Versioning;
using Operon.Containers.Oci;
using Operon.Host.Files;
using Operon.Host.Linux;

namespace Operon.Containers.Checks;

/// <summary>The machine as checks see it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class Examined
{
    /// <summary>The user's <c>PATH</c>.</summary>
    public required string? SearchPath { get; init; }

    /// <summary>Where containers will have their folders; it need not be there.</summary>
    public required string Folder { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Why this user can have no containers; null for one who may.</summary>
    public Text.Diagnostics.Diagnostic? Refused { get; init; }

    /// <summary>Whether this is an ordinary user.</summary>
    public bool IsOrdinary { get; init; } = UserNamespace.IsInside || !UserNamespace.IsRoot;

    /// <summary>The folder that stands for <c>/</c>: that of another machine, in tests.</summary>
    internal string Root { get; init; } = "";

    /// <summary>The OCI runtimes, the best first.</summary>
    internal IReadOnlyList<OciProgram> Programs
    {
        get => field ??= [.. OciProgram.Installed(SearchPath)];
        init;
    }

    internal bool Has(string path) => File.Exists(Root + path) || Directory.Exists(Root + path);

    /// <summary>The content of a file; null when there is none.</summary>
    internal string? Read(string path) => MachineLimits.Read(Root + path);

    /// <summary>Why a file or device cannot be opened for writing; null when it can.</summary>
    internal string? WhyNotWritable(string path)
    {
        try
        {
            using var opened = File.OpenHandle(Root + path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return null;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.Reason(e);
        }
    }

    /// <summary>Where a program is; null when it is not installed.</summary>
    internal string? Find(string program) => OciProgram.Folders(SearchPath).Select(f => $"{f}/{program}").FirstOrDefault(p => File.Exists(Root + p));

    /// <summary>The file system that a path is on: its type and mount point. The path need not be there.</summary>
    internal (string Type, string Target) FileSystemOf(string path)
    {
        var best = (Type: "", Target: "");
        foreach (var line in (Read("/proc/self/mountinfo") ?? "").Split('\n'))
        {
            // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
            var fields = line.Split(' ');
            var separator = Array.IndexOf(fields, "-");
            if (separator < 5 || fields.Length < separator + 2) continue;
            var target = fields[4].Replace(@"\040", " ", StringComparison.Ordinal);
            var isAbove = target == "/" || path == target || path.StartsWith(target + "/", StringComparison.Ordinal);
            if (isAbove && target.Length >= best.Target.Length) best = (fields[separator + 1], target);
        }

        return best;
    }
}
