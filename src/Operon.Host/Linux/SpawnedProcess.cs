using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Operon.Host.Linux;

/// <summary>
/// A program in a process group of its own, with nothing to read. Unlike <see cref="System.Diagnostics.Process"/> it tells a signal from an
/// exit code above 128, and what it started in its group is reached by signals too.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed unsafe partial class SpawnedProcess : IDisposable
{
    // More than the structures of any C library take.
    private const int StructureSize = 1024;
    private const int CloseOnExec = 0x80000;
    private const short InGroup = 2;
    private const short DefaultSignals = 4;
    private const short SignalMask = 8;
    private const int Interrupted = 4;

    private readonly int id;

    private SpawnedProcess(int id, FileStream output, FileStream error)
    {
        this.id = id;
        Output = output;
        Error = error;
    }

    /// <summary>Its number, which is also that of its group.</summary>
    public int Id => id;

    /// <summary>What it writes to its standard output.</summary>
    public Stream Output { get; }

    /// <summary>What it writes to its standard error.</summary>
    public Stream Error { get; }

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its path, or a name to be looked for in this process's <c>PATH</c>.</param>
    /// <param name="arguments">Its arguments, without its own name.</param>
    /// <param name="directory">Where it runs.</param>
    /// <param name="environment">All of its environment.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public static SpawnedProcess Start(string program, IEnumerable<string> arguments, string directory, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var (output, outputEnd) = Pipe();
        var (error, errorEnd) = Pipe();
        using var argv = new TextVector(arguments.Prepend(program));
        using var envp = new TextVector(environment.Select(v => $"{v.Key}={v.Value}"));
        var actions = stackalloc byte[StructureSize];
        var attributes = stackalloc byte[StructureSize];
        var signals = stackalloc byte[StructureSize];
        Check(ActionsInit(actions));
        Check(AttributesInit(attributes));
        try
        {
            Check(AddOpen(actions, 0, "/dev/null", 0, 0));
            Check(AddDuplicate(actions, (int)outputEnd.DangerousGetHandle(), 1));
            Check(AddDuplicate(actions, (int)errorEnd.DangerousGetHandle(), 2));
            Check(AddFolder(actions, directory));
            Check(SetFlags(attributes, InGroup | DefaultSignals | SignalMask));
            Check(SetGroup(attributes, 0));
            EmptySet(signals);
            Check(SetMask(attributes, signals));
            FillSet(signals);
            Check(SetDefault(attributes, signals));
            Check(Spawn(out var id, program, actions, attributes, argv.Pointer, envp.Pointer));
            return new SpawnedProcess(id, new FileStream(output, FileAccess.Read, bufferSize: 0), new FileStream(error, FileAccess.Read, bufferSize: 0));
        }
        catch (Win32Exception)
        {
            output.Dispose();
            error.Dispose();
            throw;
        }
        finally
        {
            ActionsDestroy(actions);
            AttributesDestroy(attributes);
            outputEnd.Dispose();
            errorEnd.Dispose();
        }
    }

    /// <summary>Waits until it has ended; to be called once.</summary>
    /// <returns>Its exit code; or minus the number of the signal that ended it.</returns>
    public int Wait()
    {
        int status;
        int waited;
        do
        {
            waited = WaitCall(id, out status, 0);
        }
        while (waited < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        if (waited < 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
        return (status & 0x7f) == 0 ? (status >> 8) & 0xff : -(status & 0x7f);
    }

    /// <summary>Sends a signal to it and to all of its group, as far as they are still there.</summary>
    /// <param name="signal">Its number.</param>
    public void SendToGroup(int signal) => _ = KillCall(-id, signal);

    /// <summary>What the system calls a signal.</summary>
    /// <param name="signal">Its number.</param>
    public static string NameOf(int signal) => Marshal.PtrToStringUTF8(SignalText(signal))?.ToLowerInvariant() ?? $"signal {signal}";

    /// <inheritdoc/>
    public void Dispose()
    {
        Output.Dispose();
        Error.Dispose();
    }

    private static (SafeFileHandle Read, SafeFileHandle Write) Pipe()
    {
        var ends = stackalloc int[2];
        if (PipeCall(ends, CloseOnExec) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
        return (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
    }

    private static void Check(int error)
    {
        if (error != 0) throw new Win32Exception(error, Marshal.GetPInvokeErrorMessage(error));
    }

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int PipeCall(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitCall(int id, out int status, int options);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int KillCall(int id, int signal);

    [LibraryImport("libc", EntryPoint = "strsignal")]
    private static partial nint SignalText(int signal);

    [LibraryImport("libc", EntryPoint = "posix_spawnp", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(out int id, string program, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int ActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial void ActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddFolder(byte* actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial void AttributesDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setpgroup")]
    private static partial int SetGroup(byte* attributes, int group);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefault(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial void EmptySet(byte* signals);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    private static partial void FillSet(byte* signals);

    /// <summary>Texts as C programs take them: pointers, the last one null.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly ref struct TextVector
    {
        private readonly int count;

        public TextVector(IEnumerable<string> texts)
        {
            var all = texts.ToList();
            count = all.Count;
            Pointer = (byte**)NativeMemory.AllocZeroed((nuint)count + 1, (nuint)sizeof(byte*));
            for (var i = 0; i < count; i++) Pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(all[i]);
        }

        public byte** Pointer { get; }

        public void Dispose()
        {
            for (var i = 0; i < count; i++) Marshal.FreeCoTaskMem((nint)Pointer[i]);
            NativeMemory.Free(Pointer);
        }
    }
}
