using System.Runtime.InteropServices;
using System.Text.Json;

namespace Operon.Containers.Oci;

/// <summary>
/// The system calls that containers may not make: those that speak to the machine as a whole, or reach parts of the kernel that programs
/// hardly need and attackers like. A list of what is refused, not of what is allowed: capabilities and namespaces are what holds a
/// container, and a program that uses a new call of the kernel goes on working.
/// </summary>
internal static class SeccompProfile
{
    private const int NotPermitted = 1;
    private const int NoSuchCall = 38;
    private const int VirtualMachineSockets = 40;

    // Cgroup, uts, ipc, user, pid, network and mount namespaces.
    private static readonly ulong[] NamespaceFlags = [0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000, 0x20000];

    private static readonly string[] Refused =
    [
        // Another kernel, other modules, the end of this one.
        "create_module", "delete_module", "finit_module", "get_kernel_syms", "init_module", "kexec_file_load", "kexec_load", "query_module", "reboot",

        // Mounts and namespaces.
        "fsconfig", "fsmount", "fsopen", "fspick", "mount", "mount_setattr", "move_mount", "open_tree", "open_tree_attr", "pivot_root", "setns",
        "umount", "umount2", "unshare",

        // Keys know no namespaces.
        "add_key", "keyctl", "request_key",

        // Programs in the kernel, and eyes on it.
        "bpf", "lookup_dcookie", "perf_event_open", "syslog", "userfaultfd",

        // What belongs to the machine: clocks, swap, quotas, accounting, ports, terminals.
        "acct", "clock_settime", "clock_settime64", "ioperm", "iopl", "quotactl", "quotactl_fd", "settimeofday", "stime", "swapoff", "swapon", "vhangup",

        // Files by handle, past every mount.
        "open_by_handle_at",

        // Nobody's any more.
        "_sysctl", "nfsservctl", "sysfs", "uselib", "ustat", "vm86", "vm86old",
    ];

    // Programs that find these missing have another way; clone3 hides its flags from the filter.
    private static readonly string[] Missing = ["clone3", "io_uring_enter", "io_uring_register", "io_uring_setup"];

    /// <summary>Writes the property <c>seccomp</c> of <c>linux</c>.</summary>
    public static void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("seccomp");
        json.WriteString("defaultAction", "SCMP_ACT_ALLOW");
        json.WriteStartArray("architectures");
        string[] architectures = RuntimeInformation.OSArchitecture == Architecture.Arm64
            ? ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"]
            : ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"];
        foreach (var architecture in architectures) json.WriteStringValue(architecture);
        json.WriteEndArray();
        json.WriteStartArray("syscalls");
        WriteRule(json, Refused, NotPermitted);
        WriteRule(json, Missing, NoSuchCall);
        foreach (var flag in NamespaceFlags) WriteRule(json, ["clone"], NotPermitted, ("SCMP_CMP_MASKED_EQ", flag, flag));
        WriteRule(json, ["socket"], NotPermitted, ("SCMP_CMP_EQ", VirtualMachineSockets, 0));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRule(Utf8JsonWriter json, string[] names, int error, (string Comparison, ulong Value, ulong Second)? first = null)
    {
        json.WriteStartObject();
        json.WriteStartArray("names");
        foreach (var name in names) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteString("action", "SCMP_ACT_ERRNO");
        json.WriteNumber("errnoRet", error);
        if (first is var (comparison, value, second))
        {
            json.WriteStartArray("args");
            json.WriteStartObject();
            json.WriteNumber("index", 0);
            json.WriteNumber("value", value);
            json.WriteNumber("valueTwo", second);
            json.WriteString("op", comparison);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
