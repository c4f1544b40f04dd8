using System.Buffers;
using System.ComponentModel;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Runtime.Versioning;
using System.Text;
using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Releases.Sdk.Evaluation;

namespace Operon.Releases.Sdk.Functions;

/// <summary>
/// A command in a shell. Its lines are given on while it runs; it has ended when nobody can write to its streams any more, so that what
/// it leaves in the background is heard to the end.
/// </summary>
/// <param name="shell">The program that gets <c>-c</c> and the command.</param>
/// <param name="command">The command.</param>
/// <param name="directory">Where it runs.</param>
/// <param name="variables">All of its environment.</param>
/// <param name="written">Gets each line, from any thread; null: nobody does.</param>
/// <param name="entrust">Takes a command that ends it, should this process be killed; null: nobody does.</param>
[UnsupportedOSPlatform("windows")]
internal sealed class ShellProcess(string shell, string command, string directory, Dictionary<string, string> variables, Action<string>? written, Func<string, IDisposable>? entrust)
{
    private const int MostBytes = 64 << 20;
    private const int LongestLine = 1 << 20;

    // Should this process be killed before it says so, nothing begins.
    private const string WhenTold = "read -r go && exec \"$1\" -c \"$2\" < /dev/null";
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly ArrayBufferWriter<byte> combined = new();
    private readonly ArrayBufferWriter<byte> output = new();
    private readonly ArrayBufferWriter<byte> error = new();
    private ExceptionDispatchInfo? failure;
    private bool isTooLong;

    public ReadOnlySpan<byte> Combined => combined.WrittenSpan;

    public ReadOnlySpan<byte> Output => output.WrittenSpan;

    public ReadOnlySpan<byte> Error => error.WrittenSpan;

    /// <summary>Runs it to its end.</summary>
    /// <param name="cancellation">Ends it, and what it started: first asked to, then not asked any more.</param>
    /// <returns>The exit code; minus the number of the signal that ended it.</returns>
    /// <exception cref="SdkError">It could not be started, or wrote too much.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public int Run(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var process = Start();

        // A dead release command deploys no more: another one starts the run again.
        using var entrusted = entrust?.Invoke(string.Create(CultureInfo.InvariantCulture, $"kill -s KILL -- -{process.Id}; ! kill -s 0 -- -{process.Id}"));
        Tell(process);
        var exitCode = 0;
        var ended = new CountdownEvent(3);
        OnThread(process, () => Read(process.Output, output), ended);
        OnThread(process, () => Read(process.Error, error), ended);
        OnThread(process, () => exitCode = process.Wait(), ended);
        try
        {
            ended.Wait(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.SendToGroup(Signals.Terminate);
            if (!ended.Wait(Grace, CancellationToken.None))
            {
                process.SendToGroup(Signals.Kill);
                ended.Wait(Grace, CancellationToken.None);
            }

            throw;
        }

        failure?.Throw();
        if (isTooLong) throw new SdkError(SdkRules.ShellFailed, $"{command}: it writes more than 64 MiB", fix: "send what it writes to a file");
        return exitCode;
    }

    private SpawnedProcess Start()
    {
        try
        {
            return SpawnedProcess.Start(entrust is not null && Find() is { } program
                ? new ProgramStart("/bin/sh", ["-c", WhenTold, "sh", program, command], directory, variables) { HasInput = true }
                : new ProgramStart(shell, ["-c", command], directory, variables));
        }
        catch (Win32Exception e)
        {
            throw new SdkError(SdkRules.ShellFailed, $"cannot start the shell {shell}: {e.Message}", fix: $"install {shell}, or see that PATH leads to it");
        }
    }

    // As the shell that waits is to be told of it: by its name, where that leads it to the program that this process means by it, so that the
    // program knows itself by that name. Null: there is none, which starting it tells best.
    private string? Find()
    {
        if (shell.Contains('/', StringComparison.Ordinal)) return IsProgram(Path.Combine(directory, shell)) ? shell : null;
        var program = FindIn(Environment.GetEnvironmentVariable("PATH"));
        return program == FindIn(variables.GetValueOrDefault("PATH")) ? program is null ? null : shell : program;
    }

    private string? FindIn(string? path) => path?.Split(':').Where(f => f.StartsWith('/')).Select(f => Path.Combine(f, shell)).FirstOrDefault(IsProgram);

    private static bool IsProgram(string path) => File.Exists(path) && (File.GetUnixFileMode(path) & Executable) != UnixFileMode.None;

    private static void Tell(SpawnedProcess process)
    {
        if (process.Input is not { } input) return;
        try
        {
            input.Write("\n"u8);
        }
        catch (IOException)
        {
            // Somebody has ended it already.
        }

        input.Dispose();
    }

    // What goes wrong there, such as that nobody can take a line, is told by whoever waits.
    private void OnThread(SpawnedProcess process, Action action, CountdownEvent ended)
    {
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
                process.SendToGroup(Signals.Kill);
            }
            finally
            {
                ended.Signal();
            }
        })
        {
            IsBackground = true,
            Name = "shell",
        };
        thread.Start();
    }

    private void Read(Stream stream, ArrayBufferWriter<byte> kept)
    {
        var lines = new LineSplitter(written);
        var buffer = new byte[16 << 10];
        for (var read = ReadSome(stream, buffer); read > 0; read = ReadSome(stream, buffer)) Keep(buffer.AsSpan(0, read), kept, lines);
        lines.End();
    }

    private static int ReadSome(Stream stream, byte[] buffer)
    {
        try
        {
            return stream.Read(buffer);
        }
        catch (Exception e) when (FileFailure.Covers(e) || e is ObjectDisposedException)
        {
            // It was cancelled, and somebody outside of its group holds the other end: nobody waits for that.
            return 0;
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes, ArrayBufferWriter<byte> kept, LineSplitter lines)
    {
        lock (gate)
        {
            isTooLong |= combined.WrittenCount + bytes.Length > MostBytes;
            if (!isTooLong)
            {
                combined.Write(bytes);
                kept.Write(bytes);
            }
        }

        lines.Add(bytes);
    }

    /// <summary>Cuts bytes into lines. Empty lines at the end are dropped.</summary>
    private sealed class LineSplitter(Action<string>? written)
    {
        private readonly ArrayBufferWriter<byte> line = new();
        private int empty;

        public void Add(ReadOnlySpan<byte> bytes)
        {
            if (written is null) return;
            for (var end = bytes.IndexOf((byte)'\n'); end >= 0; end = bytes.IndexOf((byte)'\n'))
            {
                line.Write(bytes[..end]);
                bytes = bytes[(end + 1)..];
                Give();
            }

            line.Write(bytes);
            if (line.WrittenCount > LongestLine) Give();
        }

        public void End()
        {
            if (line.WrittenCount > 0) Give();
        }

        private void Give()
        {
            var text = line.WrittenSpan.TrimEnd((byte)'\r');
            if (text.IsEmpty)
            {
                empty++;
            }
            else
            {
                for (; empty > 0; empty--) written!("");
                written!(Encoding.UTF8.GetString(text));
            }

            line.ResetWrittenCount();
        }
    }
}
