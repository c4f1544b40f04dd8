using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Operon.Host.Files;
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
internal sealed class ShellProcess(string shell, string command, string directory, Dictionary<string, string> variables, Action<string>? written)
{
    private const int MostBytes = 64 << 20;
    private const int LongestLine = 1 << 20;
    private static readonly TimeSpan GraceForStreams = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly ArrayBufferWriter<byte> combined = new();
    private readonly ArrayBufferWriter<byte> output = new();
    private readonly ArrayBufferWriter<byte> error = new();
    private bool isTooLong;

    public ReadOnlySpan<byte> Combined => combined.WrittenSpan;

    public ReadOnlySpan<byte> Output => output.WrittenSpan;

    public ReadOnlySpan<byte> Error => error.WrittenSpan;

    /// <summary>The signal that ended it.</summary>
    public string Signal { get; private set; } = "";

    /// <summary>Runs it to its end.</summary>
    /// <param name="cancellation">Kills it, and what it started.</param>
    /// <returns>The exit code; -1 when a signal ended it.</returns>
    /// <exception cref="SdkError">It could not be started, or wrote too much.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public int Run(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var process = new Process { StartInfo = Describe() };
        try
        {
            process.Start();
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException)
        {
            throw new SdkError(SdkRules.ShellFailed, $"cannot start the shell {shell}: {e.Message}", fix: $"install {shell}, or see that PATH leads to it");
        }

        process.StandardInput.Close();
        using var streams = new CountdownEvent(2);
        Read(process.StandardOutput.BaseStream, output, streams);
        Read(process.StandardError.BaseStream, error, streams);
        try
        {
            streams.Wait(cancellation);
            process.WaitForExit();
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            streams.Wait(GraceForStreams, CancellationToken.None);
            throw;
        }

        if (isTooLong) throw new SdkError(SdkRules.ShellFailed, $"{command}: it writes more than 64 MiB", fix: "send what it writes to a file");
        return process.ExitCode;
    }

    private ProcessStartInfo Describe()
    {
        var start = new ProcessStartInfo(shell, ["-c", command]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = directory };
        start.Environment.Clear();
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return start;
    }

    private void Read(Stream stream, ArrayBufferWriter<byte> kept, CountdownEvent ended)
    {
        var thread = new Thread(() =>
        {
            var lines = new LineSplitter(written);
            var buffer = new byte[16 << 10];
            try
            {
                for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer)) Keep(buffer.AsSpan(0, read), kept, lines);
            }
            catch (Exception e) when (FileFailure.Covers(e) || e is ObjectDisposedException)
            {
                // Whoever still holds the other end is not the command; what it wrote so far counts.
                return;
            }
            finally
            {
                lines.End();
                ended.Signal();
            }
        })
        {
            IsBackground = true,
            Name = "shell output",
        };
        thread.Start();
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
