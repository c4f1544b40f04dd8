using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.Versioning;
using System.Text.Json;
using Operon.Host.Linux;

namespace Operon.Containers.Oci;

/// <summary>Writes <c>config.json</c> as the OCI runtime specification 1.0.2 wants it.</summary>
[UnsupportedOSPlatform("windows")]
internal static class BundleConfig
{
    private const int UserFileMask = 0b010_010;

    // Microseconds; the kernel takes no quota below a millisecond.
    private const long CpuPeriod = 100_000;
    private const long ShortestQuota = 1_000;

    /// <summary>What docker leaves to the root of a container.</summary>
    public static IReadOnlyCollection<string> Capabilities { get; } =
    [
        "CAP_AUDIT_WRITE", "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_MKNOD",
        "CAP_NET_BIND_SERVICE", "CAP_NET_RAW", "CAP_SETFCAP", "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID", "CAP_SYS_CHROOT",
    ];

    /// <summary>Parts of the machine that tell or change what a container has no business with.</summary>
    private static readonly string[] Masked =
    [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug",
        "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware",
    ];

    private static readonly string[] ReadOnly = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    private static readonly (string Target, string Type, string Source, string[] Options)[] SystemMounts =
    [
        ("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]),
        ("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
        ("/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]),
        ("/dev/mqueue", "mqueue", "mqueue", ["nosuid", "noexec", "nodev"]),
        ("/dev/shm", "tmpfs", "shm", ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]),
        ("/sys", "sysfs", "sysfs", ["nosuid", "noexec", "nodev", "ro"]),
    ];

    /// <summary>The configuration of one container.</summary>
    public static byte[] Write(ContainerSpec spec, ContainerStart start, ContainerUser user, ImmutableArray<string> environment, Bundle bundle, Confinement confinement, TerminalSize? terminal = null)
    {
        var bytes = new ArrayBufferWriter<byte>(8 * 1024);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("ociVersion", "1.0.2");
            json.WriteString("hostname", Bundle.HostNameOf(spec));
            json.WriteStartObject("root");
            json.WriteString("path", bundle.RootFs);
            json.WriteEndObject();
            json.WritePropertyName("process");
            WriteProcess(json, spec, start, user, environment, terminal);
            WriteMounts(json, spec, start, bundle);
            WriteLinux(json, spec, bundle, confinement);
            WriteAnnotations(json, spec, confinement);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The configuration of a further process in a container.</summary>
    public static byte[] WriteProcess(ContainerSpec spec, ContainerStart start, ContainerUser user, ImmutableArray<string> environment, TerminalSize? terminal)
    {
        var bytes = new ArrayBufferWriter<byte>(2 * 1024);
        using (var json = new Utf8JsonWriter(bytes)) WriteProcess(json, spec, start, user, environment, terminal);
        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteProcess(Utf8JsonWriter json, ContainerSpec spec, ContainerStart start, ContainerUser user, ImmutableArray<string> environment, TerminalSize? terminal)
    {
        json.WriteStartObject();
        json.WriteBoolean("terminal", terminal is not null);
        if (terminal is { } size)
        {
            json.WriteStartObject("consoleSize");
            json.WriteNumber("width", size.Columns);
            json.WriteNumber("height", size.Rows);
            json.WriteEndObject();
        }

        json.WriteString("cwd", start.WorkingDirectory);
        json.WriteStartObject("user");
        json.WriteNumber("uid", user.UserId);
        json.WriteNumber("gid", user.GroupId);
        json.WriteNumber("umask", UserFileMask);
        json.WriteStartArray("additionalGids");
        foreach (var group in user.Groups) json.WriteNumberValue(group);
        json.WriteEndArray();
        json.WriteEndObject();
        WriteArray(json, "args", start.Arguments);
        WriteArray(json, "env", environment);
        json.WriteStartObject("capabilities");
        foreach (var set in (string[])["bounding", "effective", "permitted"]) WriteArray(json, set, spec.IsPrivileged ? OwnCapabilities.Names : Capabilities);
        json.WriteEndObject();
        json.WriteBoolean("noNewPrivileges", false);
        json.WriteEndObject();
    }

    private static void WriteMounts(Utf8JsonWriter json, ContainerSpec spec, ContainerStart start, Bundle bundle)
    {
        json.WriteStartArray("mounts");
        foreach (var (target, type, source, options) in SystemMounts) WriteMount(json, target, type, source, spec.IsPrivileged ? [.. options.Where(o => o != "ro")] : options);
        foreach (var (target, source) in ((string, string)[])[("/etc/hosts", bundle.Hosts), ("/etc/hostname", bundle.HostName), ("/etc/resolv.conf", bundle.ResolvConf)])
        {
            if (!start.Mounts.Any(m => m.Target == target || m.Target == "/etc")) WriteMount(json, target, "bind", source, ["rbind", "rprivate"]);
        }

        foreach (var (source, target, isReadOnly) in start.Mounts)
        {
            WriteMount(json, target, "bind", source, ["rbind", "rprivate", isReadOnly ? "ro" : "rw"]);
        }

        json.WriteEndArray();
    }

    private static void WriteLinux(Utf8JsonWriter json, ContainerSpec spec, Bundle bundle, Confinement confinement)
    {
        json.WriteStartObject("linux");
        if (!UserNamespace.IsInside) json.WriteString("cgroupsPath", bundle.GroupOf(spec.Id));
        json.WriteStartArray("namespaces");
        foreach (var kind in (string[])["pid", "ipc", "uts", "mount", "network"])
        {
            json.WriteStartObject();
            json.WriteString("type", kind);
            if (kind == "network" && File.Exists(bundle.Network)) json.WriteString("path", bundle.Network);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (spec.IsPrivileged) DeviceNodes.Write(json);
        WriteResources(json, spec, bundle);
        if (!spec.IsPrivileged)
        {
            json.WritePropertyName("seccomp");
            json.WriteRawValue(confinement.Json, skipInputValidation: true);
            WriteArray(json, "maskedPaths", Masked);
            WriteArray(json, "readonlyPaths", ReadOnly);
        }

        json.WriteEndObject();
    }

    // crun takes this instead of what it would compile; a crun that does not know it has that.
    private static void WriteAnnotations(Utf8JsonWriter json, ContainerSpec spec, Confinement confinement)
    {
        if (spec.IsPrivileged || confinement.Compiled is null) return;
        json.WriteStartObject("annotations");
        json.WriteString("run.oci.seccomp_bpf_data", confinement.Compiled);
        json.WriteEndObject();
    }

    private static void WriteResources(Utf8JsonWriter json, ContainerSpec spec, Bundle bundle)
    {
        json.WriteStartObject("resources");
        json.WriteStartArray("devices");
        json.WriteStartObject();
        json.WriteBoolean("allow", spec.IsPrivileged);
        json.WriteString("access", "rwm");
        json.WriteEndObject();
        json.WriteEndArray();
        if (spec.Limits.Memory is { } memory && bundle.Guard?.IsLimit != true)
        {
            // Without a bound on both together, a container would take the machine's swap instead.
            json.WriteStartObject("memory");
            json.WriteNumber("limit", memory);
            json.WriteNumber("swap", memory);
            json.WriteEndObject();
        }

        if (spec.Limits.Cpus is { } cpus)
        {
            json.WriteStartObject("cpu");
            json.WriteNumber("quota", Math.Max(ShortestQuota, (long)Math.Min(cpus * CpuPeriod, long.MaxValue / 2)));
            json.WriteNumber("period", CpuPeriod);
            json.WriteEndObject();
        }

        if (spec.Limits.Pids is { } pids)
        {
            json.WriteStartObject("pids");
            json.WriteNumber("limit", pids);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteMount(Utf8JsonWriter json, string target, string type, string source, string[] options)
    {
        json.WriteStartObject();
        json.WriteString("destination", target);
        json.WriteString("type", type);
        json.WriteString("source", source);
        WriteArray(json, "options", options);
        json.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
