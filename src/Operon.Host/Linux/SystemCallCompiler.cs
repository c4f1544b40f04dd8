using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Operon.Host.Files;

namespace Operon.Host.Linux;

/// <summary>
/// Makes of a filter the program that the kernel takes, by the library that OCI runtimes use too. It costs them more than all
/// else that they do for a container, and its result is the same for all containers.
/// </summary>
[UnsupportedOSPlatform("windows")]
public static partial class SystemCallCompiler
{
    private const string Library = "libseccomp.so.2";
    private const uint Allow = 0x7fff0000;
    private const uint Fail = 0x00050000;
    private const int UnknownCall = -1;

    // A tree instead of a list: calls at the end of the list would cost every program that makes them.
    private const uint Optimize = 8;
    private const uint AsTree = 2;

    private static readonly string[] Comparisons =
        ["", "SCMP_CMP_NE", "SCMP_CMP_LT", "SCMP_CMP_LE", "SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_MASKED_EQ"];

    /// <summary>The library's version, of which depends what calls it knows; null where there is no such library.</summary>
    public static unsafe string? Version
    {
        get
        {
            try
            {
                var version = ReadVersion();
                return $"{version[0]}.{version[1]}.{version[2]}";
            }
            catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
            {
                return null;
            }
        }
    }

    /// <summary>Compiles a filter. Only where <see cref="Version"/> is not null.</summary>
    /// <returns>The program for <c>seccomp(2)</c>; null when the library refuses a rule.</returns>
    public static byte[]? Compile(SystemCallFilter filter)
    {
        var context = Create(Action(filter.DefaultError));
        if (context == 0) return null;
        var temporary = Path.GetTempFileName();
        try
        {
            _ = SetAttribute(context, Optimize, AsTree);

            // The machine's own is there already, which is an error to the library.
            foreach (var architecture in filter.Architectures) _ = AddArchitecture(context, ResolveArchitecture(NameOf(architecture)));
            if (!filter.Rules.All(r => TryAdd(context, r, filter.DefaultError))) return null;
            using var file = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            if (Export(context, (int)file.SafeFileHandle.DangerousGetHandle()) != 0) return null;
            var bytes = new byte[file.Length];
            file.Position = 0;
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            // Without it runtimes compile it themselves.
            return null;
        }
        finally
        {
            Release(context);
            File.Delete(temporary);
        }
    }

    private static bool TryAdd(nint context, SystemCallRule rule, int defaultError)
    {
        // The library takes rules that say what is so anyway for a mistake.
        if (rule.Error == defaultError) return true;
        var conditions = rule.Conditions.Select(c => new Condition(c.Argument, Array.IndexOf(Comparisons, c.Comparison), c.Value, c.Second)).ToArray();
        foreach (var name in rule.Names)
        {
            var call = ResolveCall(name);
            if (call != UnknownCall && AddRule(context, Action(rule.Error), call, (uint)conditions.Length, conditions) != 0) return false;
        }

        return true;
    }

    private static uint Action(int? error) => error is { } number ? Fail | (uint)number : Allow;

    private static string NameOf(string architecture) => architecture["SCMP_ARCH_".Length..].ToLowerInvariant();

    [LibraryImport(Library, EntryPoint = "seccomp_version")]
    private static unsafe partial uint* ReadVersion();

    [LibraryImport(Library, EntryPoint = "seccomp_init")]
    private static partial nint Create(uint defaultAction);

    [LibraryImport(Library, EntryPoint = "seccomp_release")]
    private static partial void Release(nint context);

    [LibraryImport(Library, EntryPoint = "seccomp_attr_set")]
    private static partial int SetAttribute(nint context, uint attribute, uint value);

    [LibraryImport(Library, EntryPoint = "seccomp_arch_resolve_name", StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint ResolveArchitecture(string name);

    [LibraryImport(Library, EntryPoint = "seccomp_arch_add")]
    private static partial int AddArchitecture(nint context, uint architecture);

    [LibraryImport(Library, EntryPoint = "seccomp_syscall_resolve_name", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ResolveCall(string name);

    [LibraryImport(Library, EntryPoint = "seccomp_rule_add_array")]
    private static partial int AddRule(nint context, uint action, int call, uint count, [In] Condition[] conditions);

    [LibraryImport(Library, EntryPoint = "seccomp_export_bpf")]
    private static partial int Export(nint context, int file);

    // struct scmp_arg_cmp
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Condition(uint argument, int comparison, ulong value, ulong second)
    {
        private readonly uint argument = argument;
        private readonly int comparison = comparison;
        private readonly ulong value = value;
        private readonly ulong second = second;
    }
}
