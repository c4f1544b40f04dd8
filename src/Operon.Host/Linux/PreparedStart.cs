using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Operon.Host.Linux;

/// <summary>
/// A program that is about to be started: its pipes, and all that the C library wants to know. What is left to do then is one call, which may be
/// made on any thread.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed unsafe partial class PreparedStart : IDisposable
{
    // More than the structures of any C library take.
    private const nuint StructureSize = 1024;
    private const short InGroup = 2;
    private const short DefaultSignals = 4;
    private const short SignalMask = 8;

    // Stands for the program, and tells its exit code by a pipe.
    private const string Teller = "\"$0\" \"$@\" 3>&-; code=$?; echo $code >&3; exit $code";
    private const int ToldDescriptor = 3;

    private readonly byte* structures = (byte*)NativeMemory.AllocZeroed(3 * StructureSize);
    private readonly List<SafePipeHandle> nearEnds = [];
    private readonly List<SafePipeHandle> farEnds = [];
    private readonly NativeTexts program;
    private readonly NativeTexts arguments;
    private readonly NativeTexts environment;
    private readonly bool isTold;
    private bool hasRun;
    private bool isClosed;

    /// <summary>Prepares it.</summary>
    /// <param name="how">What is to be started.</param>
    /// <exception cref="Win32Exception">There are no more descriptors.</exception>
    public PreparedStart(ProgramStart how)
    {
        // Not by the thread that starts it, whose threads may see other files.
        EndedProcesses.Prepare();
        isTold = how.IsExitAsked && EndedProcesses.AreTaken;
        program = new NativeTexts([isTold ? "/bin/sh" : how.Program]);
        arguments = new NativeTexts([.. isTold ? (string[])["sh", "-c", Teller] : [], how.Program, .. how.Arguments]);
        environment = new NativeTexts(how.Environment.Select(v => $"{v.Key}={v.Value}"));
        Check(ActionsInit(Actions));
        Check(AttributesInit(Attributes));
        try
        {
            HasInput = how.HasInput;
            if (HasInput) Connect(0);
            else Check(AddOpen(Actions, 0, "/dev/null", 0, 0));
            Connect(1);
            Connect(2);
            if (isTold) Connect(ToldDescriptor);
            Check(AddFolder(Actions, how.Directory));
            Check(SetFlags(Attributes, InGroup | DefaultSignals | SignalMask));
            Check(SetGroup(Attributes, 0));
            EmptySet(Signals);
            Check(SetMask(Attributes, Signals));
            FillSet(Signals);
            Check(SetDefault(Attributes, Signals));
        }
        catch (Win32Exception)
        {
            Dispose();
            throw;
        }
    }

    internal byte* Program => *program.Pointer;

    internal byte** Arguments => arguments.Pointer;

    internal byte** Environment => environment.Pointer;

    internal byte* Actions => structures;

    internal byte* Attributes => structures + StructureSize;

    private byte* Signals => structures + (2 * StructureSize);

    private bool HasInput { get; }

    /// <summary>Starts it.</summary>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public SpawnedProcess Run()
    {
        Check(Spawn(out var id, Program, Actions, Attributes, Arguments, Environment));
        return Begun(id);
    }

    /// <summary>The process that has been started by other means than <see cref="Run"/>.</summary>
    internal SpawnedProcess Begun(int id)
    {
        hasRun = true;
        var input = HasInput ? new AnonymousPipeClientStream(PipeDirection.Out, nearEnds[0]) : null;
        var outputs = nearEnds.Skip(HasInput ? 1 : 0).Select(end => new AnonymousPipeClientStream(PipeDirection.In, end)).ToList();
        return new SpawnedProcess(id, input, outputs[0], outputs[1], isTold ? outputs[2] : null);
    }

    /// <summary>Closes the ends of the pipes that are the program's; to be called soon after the start, so that the others tell when the program is done.</summary>
    public void Dispose()
    {
        if (isClosed) return;
        isClosed = true;
        farEnds.ForEach(end => end.Dispose());
        if (!hasRun) nearEnds.ForEach(end => end.Dispose());
        ActionsDestroy(Actions);
        AttributesDestroy(Attributes);
        NativeMemory.Free(structures);
        program.Dispose();
        arguments.Dispose();
        environment.Dispose();
    }

    internal static void Check(int error)
    {
        if (error != 0) throw new Win32Exception(error, Marshal.GetPInvokeErrorMessage(error));
    }

    private void Connect(int descriptor)
    {
        var ends = stackalloc int[2];
        if (PipeCall(ends, Libc.CloseOnExec) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
        var (far, near) = descriptor == 0 ? (ends[0], ends[1]) : (ends[1], ends[0]);
        farEnds.Add(new SafePipeHandle(far, ownsHandle: true));
        nearEnds.Add(new SafePipeHandle(near, ownsHandle: true));
        Check(AddDuplicate(Actions, far, descriptor));
    }

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int PipeCall(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnp")]
    private static partial int Spawn(out int id, byte* program, byte* actions, byte* attributes, byte** arguments, byte** environment);

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
    private sealed class NativeTexts : IDisposable
    {
        private readonly int count;

        public NativeTexts(IEnumerable<string> texts)
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
