using System.Globalization;
using System.IO.Pipes;
using System.Runtime.Versioning;
using System.Text;
using Operon.Host.Linux;

namespace Operon.Containers.Oci;

/// <summary>
/// A process of the OCI runtime that stands for one in a container: it ends with that one and has its exit code and its streams.
/// Tells the runtime's own messages from what the program writes.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RuntimeProcess : IAsyncDisposable
{
    private const int SignalExit = 128;
    private static readonly TimeSpan PidPoll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ExitPoll = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan KeyRepeat = TimeSpan.FromMilliseconds(200);

    // The key that ends the input of a terminal.
    private static readonly byte[] EndOfInput = [4];

    private readonly OciProgram program;
    private readonly Bundle bundle;
    private readonly Holder holder;
    private readonly IContainerOutput output;
    private readonly TimeProvider time;
    private readonly SpawnedProcess process;
    private readonly ConsoleSocket? console;
    private readonly IDisposable? letBe;
    private readonly MemoryStream held = new();
    private readonly MemoryStream messages = new();
    private readonly CancellationTokenSource ended = new();
    private PseudoTerminal? terminal;
    private int? exit;
    private bool isHeld;
    private bool hasMixed;
    private bool hasOutput;

    private RuntimeProcess(OciProgram program, Bundle bundle, Holder holder, IContainerOutput output, TimeProvider time, SpawnedProcess process, ConsoleSocket? console, IDisposable? letBe)
    {
        this.program = program;
        this.bundle = bundle;
        this.holder = holder;
        this.output = output;
        this.time = time;
        this.process = process;
        this.console = console;
        this.letBe = letBe;
    }

    /// <summary>What the process in the container returned; of <see cref="WasMade"/> alone, otherwise what the runtime did.</summary>
    public int ExitCode => exit ?? CodeOf(process.ExitCode ?? throw new InvalidOperationException("the runtime has not ended"));

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => exit is not null || (process.ExitCode is not null && !IsDetached);

    /// <summary>
    /// Whether there was a process in the container. When its container ends meanwhile, crun 1.8 ends with 255 and without a word, and other
    /// runtimes with other numbers; none of them has told the process's number then.
    /// </summary>
    public bool WasMade => bundle.ReadPid() is not null && (letBe is null || exit is not null);

    // Then the runtime has only started it, and it is the holder's.
    private bool IsDetached => letBe is not null && process.ExitCode == 0;

    /// <summary>Whether the program has written nothing, as far as is known.</summary>
    private bool IsSilent => !hasOutput && (!hasMixed || isHeld);

    /// <summary>Starts the OCI runtime.</summary>
    /// <param name="program">The runtime.</param>
    /// <param name="arguments">What it is to do.</param>
    /// <param name="bundle">Where it writes its log and the process's number.</param>
    /// <param name="holder">Where it is started.</param>
    /// <param name="hasTerminal">Whether the process has a terminal.</param>
    /// <param name="isLeft">Whether the runtime leaves it alone once it runs.</param>
    /// <param name="output">Receives what the process writes.</param>
    /// <param name="time">The clock.</param>
    public static async Task<RuntimeProcess> StartAsync(OciProgram program, IEnumerable<string> arguments, Bundle bundle, Holder holder, bool hasTerminal, bool isLeft, IContainerOutput output, TimeProvider time)
    {
        // From its start on: it may end at once.
        var unreaped = isLeft ? await holder.LetBeAsync() : null;
        var socket = hasTerminal ? ConsoleSocket.Listen(bundle.Folder) : null;
        try
        {
            var started = await holder.StartAsync(Holder.Describe(program.Path, arguments, bundle.Folder));
            return new RuntimeProcess(program, bundle, holder, output, time, started, socket, unreaped);
        }
        catch
        {
            unreaped?.Dispose();
            socket?.Dispose();
            throw;
        }
    }

    /// <summary>Passes on what the process reads and writes, to its end.</summary>
    /// <param name="input">What it reads; null: nothing, it is at its end.</param>
    /// <param name="size">Tells how large its terminal is; null: it has none.</param>
    public async Task RunToEndAsync(Stream? input = null, ContainerTerminal? size = null)
    {
        var exiting = ExitAsync();
        var errors = PumpAsync(process.Error, console is null ? chunk => ReceiveMixedAsync(ContainerStream.Error, chunk) : ReceiveMessageAsync);
        if (console is not null)
        {
            await process.Input!.DisposeAsync();
            terminal = await console.AcceptAsync(ended.Token);
            if (terminal is not null) size?.Follow(s => terminal.Resize(s.Columns, s.Rows));
        }

        if (input is null && terminal is null) await process.Input!.DisposeAsync();
        else _ = FeedAsync(input ?? Stream.Null);
        await Task.WhenAll(exiting, errors, terminal is null ? PumpAsync(process.Output, ReceiveOutputAsync) : new OutputPump(terminal.ReadAsync, chunk => ReceiveMixedAsync(ContainerStream.Output, chunk), time).RunAsync());
    }

    /// <summary>Completes when the OCI runtime has made the process, or has ended.</summary>
    public async Task<int?> WhenCreatedAsync()
    {
        while (bundle.ReadPid() is null && !HasExited) await Task.WhenAny(process.Ended, Task.Delay(PidPoll, time));
        return bundle.ReadPid();
    }

    /// <summary>The runtime's message when it has ended without running the program; null when it did run it.</summary>
    /// <param name="command">The program.</param>
    public string? FindFailure(string command)
    {
        var said = IsSilent ? Encoding.UTF8.GetString([.. messages.ToArray(), .. held.ToArray()]) : "";
        var failure = ExitCode != 0 && IsSilent ? StartFailure.Find(bundle.Log, said, command) : null;
        if (failure is not null || WasMade) return failure;
        return string.IsNullOrWhiteSpace(said) ? string.Create(CultureInfo.InvariantCulture, $"{program.Name} ended with {ExitCode} and without a word") : said;
    }

    /// <summary>Delivers what was held back because it might have been the runtime's.</summary>
    public async ValueTask ReleaseAsync()
    {
        isHeld = false;
        if (held.Length > 0) await output.WriteAsync(console is null ? ContainerStream.Error : ContainerStream.Output, held.ToArray());
        held.SetLength(0);
    }

    /// <summary>Kills a process in the container and what it has started.</summary>
    /// <param name="processId">Its number, as <see cref="WhenCreatedAsync"/> tells it.</param>
    public Task KillTreeAsync(int processId) => holder.KillTreeAsync(processId, time);

    /// <summary>Ends the runtime's process, which no longer tells what becomes of the one in the container.</summary>
    public Task KillAsync() => holder.KillTreeAsync(process, time);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (process.ExitCode is null) await KillAsync();
        await process.Ended;
        process.Dispose();
        letBe?.Dispose();
        console?.Dispose();
        terminal?.Dispose();
        ended.Dispose();
    }

    private static int CodeOf(int ended) => ended < 0 ? SignalExit - ended : ended;

    private async Task ExitAsync()
    {
        await process.Ended;
        if (IsDetached && bundle.ReadPid() is { } pid)
        {
            while ((exit = holder.FindExit(pid)) is null) await Task.Delay(ExitPoll, time);
        }

        letBe?.Dispose();
        holder.Reap();
        await ended.CancelAsync();
    }

    // What the process leaves behind may keep its pipes open.
    private Task PumpAsync(PipeStream from, Func<ReadOnlyMemory<byte>, ValueTask> receive) =>
        new OutputPump(new EndingPipe(from, ended.Token).ReadAsync, receive, time).RunAsync();

    private async Task FeedAsync(Stream input)
    {
        var buffer = new byte[OutputPump.LongestChunk];
        try
        {
            while (await input.ReadAsync(buffer, ended.Token) is > 0 and var count) await TypeAsync(buffer.AsMemory(0, count));
            if (terminal is null) await process.Input!.DisposeAsync();

            // It counts for who reads at that moment only, and not at all while a shell prepares for the next line.
            while (terminal is not null)
            {
                await TypeAsync(EndOfInput);
                await Task.Delay(KeyRepeat, time, ended.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The process has ended, or wants no more.
            return;
        }
    }

    private async ValueTask TypeAsync(ReadOnlyMemory<byte> bytes)
    {
        if (terminal is not null) await terminal.WriteAsync(bytes, ended.Token);
        else await process.Input!.WriteAsync(bytes, ended.Token);
    }

    private ValueTask ReceiveOutputAsync(ReadOnlyMemory<byte> chunk)
    {
        hasOutput = true;
        return output.WriteAsync(ContainerStream.Output, chunk);
    }

    private ValueTask ReceiveMessageAsync(ReadOnlyMemory<byte> chunk)
    {
        if (messages.Length < StartFailure.LongestMessage) messages.Write(chunk.Span);
        return ValueTask.CompletedTask;
    }

    // The first bytes may be the runtime's. It writes a failure to standard error, then to its log, then ends: only
    // when it has ended is it known whose they are, unless the container's own program is seen to run.
    private async ValueTask ReceiveMixedAsync(ContainerStream stream, ReadOnlyMemory<byte> chunk)
    {
        if (!hasMixed) isHeld = await EndsUnseenAsync();
        hasMixed = true;
        if (isHeld) held.Write(chunk.Span);
        else await output.WriteAsync(stream, chunk);
        if (held.Length > StartFailure.LongestMessage) await ReleaseAsync();
    }

    private async Task<bool> EndsUnseenAsync()
    {
        while (!HasExited)
        {
            if (bundle.ReadPid() is { } pid && program.HasBecomeAnother(holder.FolderOf(pid))) return false;
            await Task.WhenAny(process.Ended, Task.Delay(PidPoll, time));
        }

        return true;
    }
}
