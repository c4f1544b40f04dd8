using System.Runtime.Versioning;
using Operon.Host.Linux;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Oci;

/// <summary>
/// Holds the containers of one engine: the first process of a process namespace, in which alone OCI runtimes are started.
/// It ends when the engine does, by any cause, because its input ends then; and when it ends, by any cause, the kernel
/// kills every container and every runtime that is just making one. What they have mounted is in a mount namespace that
/// ends with them.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Holder : IDisposable
{
    // An OCI runtime knows processes by the numbers of the namespace, so it must see that one's /proc. A shell takes notice of what
    // has ended when it waits for something; bash does at once.
    private const string Script = "trap '' HUP INT QUIT TERM; mount -t proc proc /proc && echo ready $BASH_VERSION && while read -r word; do [ -z \"$word\" ] || { (:); echo reaped; }; done";

    private const string Ready = "ready";

    // Where crun and runc put a copy of themselves, or a mount of one, so that no container can write to the program itself.
    private const string OfCopies = "_LIBCONTAINER_STATEDIR";

    private readonly MountThread thread;
    private readonly ProcessNamespace processes;
    private readonly StreamReader said;
    private readonly Lock input = new();
    private int watchers;
    private bool isReapDue;
    private Task reaping = Task.CompletedTask;

    private Holder(MountThread thread, ProcessNamespace processes)
    {
        this.thread = thread;
        this.processes = processes;
        said = new StreamReader(processes.First.Output);
    }

    /// <summary>The holding process.</summary>
    public int ProcessId => processes.First.Id;

    /// <summary>Starts one.</summary>
    /// <param name="prepare">What is to be done in the mount namespace first.</param>
    /// <exception cref="IOException">The kernel refuses, as it does when not root.</exception>
    public static async Task<Holder> StartAsync(Action prepare)
    {
        var mounts = await MountThread.StartAsync(prepare);
        try
        {
            var held = await CreateAsync(mounts);
            var made = new Holder(mounts, held);
            var greeting = await made.said.ReadLineAsync();
            made.ReapsAtOnce = greeting != Ready;
            if (greeting?.StartsWith(Ready, StringComparison.Ordinal) == true)
            {
                held.Open();
                return made;
            }

            using var errors = new StreamReader(held.First.Error);
            var complaint = await errors.ReadToEndAsync();
            made.Dispose();
            throw new IOException($"a namespace for processes cannot be prepared: {complaint.Trim()}");
        }
        catch
        {
            mounts.Dispose();
            throw;
        }
    }

    private static async Task<ProcessNamespace> CreateAsync(MountThread mounts)
    {
        using var first = new PreparedStart(Describe("/bin/sh", ["-c", Script]) with { IsExitAsked = false });
        return await mounts.RunAsync(() => ProcessNamespace.Create(first));
    }

    /// <summary>Whether processes whose parent has ended vanish as soon as they end, so that nobody learns how.</summary>
    public bool ReapsAtOnce { get; private set; }

    /// <summary>
    /// How a helper of the runtime is started: with nothing of this process but three pipes. What an OCI runtime makes for a moment to protect
    /// its own file lies in its directory: killed in that moment, it would leave it in <c>/tmp</c>.
    /// </summary>
    public static ProgramStart Describe(string program, IEnumerable<string> arguments, string directory = "/") =>
        new(program, arguments, directory, [new("PATH", Images.ImageConfig.DefaultPath), new(OfCopies, directory)]) { HasInput = true };

    /// <summary>Does something on the thread that has the mount namespace. It must give no work to the pool, whose threads would have that one too, nor use <c>/proc/self</c>.</summary>
    public Task<T> RunAsync<T>(Func<T> action) => thread.RunAsync(action);

    /// <summary>Starts a process that is held.</summary>
    public async Task<SpawnedProcess> StartAsync(ProgramStart how)
    {
        using var start = new PreparedStart(how);
        return await thread.RunAsync(() => processes.Start(start));
    }

    /// <summary>Runs a process that is held to its end, with nothing to read and nobody who reads what it writes.</summary>
    /// <returns>Its exit code, or minus the number of the signal that ended it.</returns>
    public async Task<int> RunToEndAsync(ProgramStart how)
    {
        using var process = await StartAsync(how);
        await process.Input!.DisposeAsync();
        await Task.WhenAll(process.Output.CopyToAsync(Stream.Null), process.Error.CopyToAsync(Stream.Null));
        return await process.Ended;
    }

    /// <summary>A path by which this process reaches what is mounted in the mount namespace.</summary>
    /// <param name="mounted">Absolute, as the thread knows it.</param>
    public string PathOf(string mounted) => processes.Root + mounted;

    /// <summary>What the kernel says of a held process.</summary>
    public string FolderOf(int processId) => processes.FolderOf(processId);

    /// <summary>Sends a signal to a held process.</summary>
    public bool TrySignal(int processId, int signal) => processes.TrySignal(processId, signal);

    /// <summary>Kills a held process and what it has started. They have ended when it returns, or hang in the kernel.</summary>
    public Task KillTreeAsync(int processId, TimeProvider time) => processes.KillTreeAsync(processId, time);

    /// <summary>Kills a held process and what it has started. They have ended when it returns, or hang in the kernel.</summary>
    public async Task KillTreeAsync(SpawnedProcess process, TimeProvider time)
    {
        if (ProcessNamespace.NumberInside(process) is { } processId) await processes.KillTreeAsync(processId, time);
        process.Kill();
    }

    /// <summary>How a held process has ended whose parent has; null while it runs.</summary>
    /// <returns>Its exit code; 128 + the number of the signal that ended it. That of SIGKILL when it has vanished.</returns>
    public int? FindExit(int processId) => processes.FindExit(processId);

    /// <summary>Whether a held process has ended, or is about to.</summary>
    public bool IsEnding(int processId) => processes.IsEnding(processId);

    /// <summary>Keeps processes from vanishing that have ended after their parents, so that <see cref="FindExit"/> can tell.</summary>
    public async Task<IDisposable> LetBeAsync()
    {
        Task before;
        lock (input)
        {
            watchers++;
            before = reaping;
        }

        await before;
        return new Watcher(this);
    }

    /// <summary>Lets processes vanish that have ended after their parents, as soon as nobody wants to know. A container cannot end before.</summary>
    public void Reap()
    {
        lock (input)
        {
            isReapDue = watchers > 0;
            if (!isReapDue && TrySay("reap\n"u8)) reaping = EndReapingAsync(reaping);
        }
    }

    /// <summary>What to say when it has ended, as it has before the first of those it held; null while it lives.</summary>
    public Diagnostic? WhyEnded() => TrySay("\n"u8) ? null : new Diagnostic(ContainerRules.HolderEnded, $"the process that held the containers was killed (process {ProcessId})")
    {
        Expected = "it to live as long as operon does",
        Fix = "see who killed it: the kernel tells in its log (dmesg) when it did so for want of memory",
    };

    // The shell does it in its own time, and says when it is done.
    private async Task EndReapingAsync(Task before)
    {
        await before;
        await said.ReadLineAsync();
    }

    private bool TrySay(ReadOnlySpan<byte> line)
    {
        try
        {
            lock (input) processes.First.Input!.Write(line);
            return true;
        }
        catch (IOException)
        {
            // Nobody reads any more.
            return false;
        }
    }

    /// <summary>Ends it, and with it whatever it still holds.</summary>
    public void Dispose()
    {
        processes.First.Kill();
        processes.First.Wait();
        said.Dispose();
        processes.Dispose();
        thread.Dispose();
    }

    private sealed class Watcher(Holder holder) : IDisposable
    {
        private bool isDone;

        public void Dispose()
        {
            lock (holder.input)
            {
                if (isDone) return;
                isDone = true;
                holder.watchers--;
                if (holder.isReapDue) holder.Reap();
            }
        }
    }
}
