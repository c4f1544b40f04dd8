using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Operon.Host.Linux;

/// <summary>
/// Starts a program in another process namespace, without a program in between. The kernel puts the next process of a thread into a
/// namespace, and from then on lets that thread start no other thread, as threads of one process must be in one namespace. An ordinary user's
/// thread has no way back.
/// </summary>
/// <remarks>
/// .NET may want a thread at any managed call: it compiles often called methods anew on a thread that the caller starts, and ends the program when
/// that fails. So the namespace is entered by a thread that lives for this alone and makes no managed call from then on: <see cref="Enter"/>
/// calls the C library by addresses found before, is compiled as it will stay before it begins, so that nobody counts or replaces it, and
/// only returns, through two methods of .NET that only return too. Where the garbage collector stops the thread, it waits, no more.
/// </remarks>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe class NamespaceStart
{
    private const int NewProcessNamespace = 0x20000000;

    private static readonly nint UnshareCall = AddressOf("unshare");
    private static readonly nint EnterCall = AddressOf("setns");
    private static readonly nint SpawnCall = AddressOf("posix_spawnp");

    private readonly delegate* unmanaged<int, int> unshare = (delegate* unmanaged<int, int>)UnshareCall;
    private readonly delegate* unmanaged<int, int, int> setNamespace = (delegate* unmanaged<int, int, int>)EnterCall;
    private readonly delegate* unmanaged<int*, byte*, byte*, byte*, byte**, byte**, int> spawn = (delegate* unmanaged<int*, byte*, byte*, byte*, byte**, byte**, int>)SpawnCall;
    private readonly byte* program;
    private readonly byte* actions;
    private readonly byte* attributes;
    private readonly byte** arguments;
    private readonly byte** environment;
    private readonly int space;
    private int refusal;
    private int failure;
    private int id;

    private NamespaceStart(PreparedStart start, int space)
    {
        program = start.Program;
        actions = start.Actions;
        attributes = start.Attributes;
        arguments = start.Arguments;
        environment = start.Environment;
        this.space = space;
    }

    /// <summary>Starts a program. It sees the files that the calling thread sees.</summary>
    /// <param name="start">The program.</param>
    /// <param name="space">Leads to the namespace; below 0 for a new one.</param>
    /// <exception cref="IOException">The kernel refuses the namespace, as it does when not root.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static SpawnedProcess Run(PreparedStart start, int space)
    {
        var started = new NamespaceStart(start, space);

        // Unsafe: without a context to be put back when it ends.
        var brief = new Thread(started.Enter) { IsBackground = true, Name = "process namespace" };
        brief.UnsafeStart();
        brief.Join();
        if (started.refusal != 0) throw LinuxError.Of(started.refusal, space < 0 ? "make a process namespace" : "enter a process namespace");
        PreparedStart.Check(started.failure);
        return start.Begun(started.id);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Enter()
    {
        if ((space < 0 ? unshare(NewProcessNamespace) : setNamespace(space, NewProcessNamespace)) != 0)
        {
            // It is where it was, and may do as it likes.
            refusal = Marshal.GetLastSystemError();
            return;
        }

        int started;
        failure = spawn(&started, program, actions, attributes, arguments, environment);
        id = started;
    }

    private static nint AddressOf(string function) => NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), function);
}
